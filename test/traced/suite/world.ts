import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { symbolKey } from '../fixtures/shop.ts';
import type { define } from '../fixtures/shop.ts';
import type { defineModern } from '../fixtures/modern.ts';
import type { Form, Subject } from './subject.ts';

/** The fixtures' own, without importing what has to be compiled first. */
export const ledger: typeof symbolKey = Symbol.for('ledger') as typeof symbolKey;

const exporter = new InMemorySpanExporter();

/** OpenTelemetry's own SDK, with every span kept. One for the process: peers keep the tracer that they got first. */
export function registerSdk(): void {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
}

export function finishedSpans(): readonly ReadableSpan[] {
  return exporter.getFinishedSpans();
}

export function resetSpans(): void {
  exporter.reset();
}

interface MetadataReflect {
  readonly defineMetadata?: (key: string, value: unknown, target: object) => void;
}

/** What a case works with: fresh classes, and the spans that ended since. */
export interface World {
  readonly form: Form;
  readonly Base: ReturnType<typeof define>['Base'];
  readonly Shop: ReturnType<typeof define>['Shop'];
  readonly modern: ReturnType<typeof defineModern> | undefined;
  /** What was said from inside of traced functions, with the span that was active there. */
  readonly inside: readonly { readonly label: string; readonly spanId: string | undefined }[];
  /** Ended spans, in the order of their ends. */
  spans(): readonly ReadableSpan[];
  /** The one span whose name ends in this. */
  span(name: string): ReadableSpan;
}

export function createWorld(subject: Subject): World {
  exporter.reset();
  const inside: { label: string; spanId: string | undefined }[] = [];
  const probe = {
    mark: <F extends object>(fn: F): F => {
      (Reflect as MetadataReflect).defineMetadata?.('route', '/routed', fn);
      return fn;
    },
    inside: (label: string): void => {
      inside.push({ label, spanId: trace.getActiveSpan()?.spanContext().spanId });
      trace.getTracer('inside').startSpan(`inside ${label}`).end();
    },
  };
  const spans = (): readonly ReadableSpan[] => exporter.getFinishedSpans();
  const ours = (): readonly ReadableSpan[] => spans().filter((span) => span.instrumentationScope.name !== 'inside');
  return {
    form: subject.form,
    ...subject.define(subject.trace, probe),
    modern: subject.defineModern?.(subject.trace, probe),
    inside,
    spans: ours,
    span: (name) => {
      const found = ours().filter((span) => span.name.toLowerCase().endsWith(name.toLowerCase()));
      if (found.length !== 1)
        throw new Error(
          `${found.length} spans end in "${name}", of: ${ours()
            .map((span) => span.name)
            .join(', ')}`,
        );
      return found[0] as ReadableSpan;
    },
  };
}

/** The children that `inside` made, by label. */
export function childOf(world: World, label: string): ReadableSpan {
  const found = exporter.getFinishedSpans().find((span) => span.name === `inside ${label}`);
  if (found === undefined)
    throw new Error(`nothing ran inside ${label}; did: ${world.inside.map((entry) => entry.label).join(', ')}`);
  return found;
}

/** Milliseconds since 1970. */
export function endOf({ endTime: [seconds, nanos] }: ReadableSpan): number {
  return seconds * 1000 + nanos / 1e6;
}

export function milliseconds(span: ReadableSpan): number {
  return span.duration[0] * 1000 + span.duration[1] / 1e6;
}
