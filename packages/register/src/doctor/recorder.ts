import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { Resource } from '@opentelemetry/resources';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import type { DoctorEndpoint, Release } from '@seatrial/model';
import type { Probes } from '@seatrial/probes';
import type { DetectedRelease } from '@seatrial/release';
import type { Protocols } from '../export/batch.ts';
import type { CatalogEntry } from '../instrumentation/catalog.ts';
import type { Choice } from '../instrumentation/chosen.ts';
import type { RegisterOptions } from '../options.ts';

/** What register() tells the probe of "seatrial doctor". Without a probe in the process nobody listens. */
export interface Recorder {
  called(detected: DetectedRelease): void;
  line(code: string, message: string): void;
  chosen(choices: readonly Choice[]): void;
  started(entry: CatalogEntry, instrumentation: Instrumentation): void;
  running(sdk: RunningSdk): void;
  watching(probes: Probes): void;
  /** Counts spans; the last of the processors. */
  readonly spans: SpanProcessor;
}

export interface RunningSdk {
  readonly release: Release;
  readonly options: RegisterOptions;
  readonly resource: Resource;
  readonly protocols: Protocols;
  readonly exporters: Readonly<Record<DoctorEndpoint['signal'], DoctorEndpoint['exporter']>>;
}

const key = Symbol.for('seatrial.doctor.recorder');

interface Listening {
  [key]?: Recorder;
}

/** Kept on the global object, so that the probe hears whichever copy of this package the application has. */
export function findRecorder(): Recorder | undefined {
  return (globalThis as Listening)[key];
}

export function keepRecorder(recorder: Recorder): void {
  (globalThis as Listening)[key] = recorder;
}
