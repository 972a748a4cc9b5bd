import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { context, propagation, SpanKind, trace } from '@opentelemetry/api';
import type { Tracer } from '@opentelemetry/api';
import * as sdk3 from '@opentelemetry/sdk-trace';
import type { SpanLimits } from '@opentelemetry/sdk-trace';
import * as sdk2 from 'sdk-trace-2';
import { createFlags } from '../flags.ts';
import type { Flags } from '../flags.ts';
import type { FlagsOptions } from '../options.ts';

/** Both majors that people run today. */
export const sdks = [
  ['3.x', sdk3],
  ['2.x', sdk2 as unknown as typeof sdk3],
] as const;

/** An OpenTelemetry set-up of somebody's own, with flags in it. */
export interface Tracing {
  readonly tracer: Tracer;
  readonly flags: Flags;
  /** Lines that were said. */
  readonly said: readonly string[];
  /** Finished spans by name: what flags wrote on them. Plain attributes of the application are left out. */
  stamped(): Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** All attributes of the span of that name. */
  attributes(name: string): Readonly<Record<string, unknown>>;
  /** Runs `work` in a new span. */
  inSpan<T>(name: string, work: () => T, kind?: SpanKind): T;
  stop(): void;
}

export interface TracingOptions extends FlagsOptions {
  readonly sdk?: typeof sdk3;
  readonly spanLimits?: SpanLimits;
  /** Hide `onEnding`, as an SDK does that does not know it. */
  readonly withoutEnding?: boolean;
}

const ours = /^(feature_flag|seatrial\.|http\.request\.header\.)/;

export function createTracing({ sdk = sdk3, spanLimits, withoutEnding, ...options }: TracingOptions = {}): Tracing {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const said: string[] = [];
  const flags = createFlags({ say: (line) => said.push(line), ...options });
  const exporter = new sdk.InMemorySpanExporter();
  const { onStart, onEnd, forceFlush, shutdown } = flags.processor;
  const processor = withoutEnding === true ? { onStart, onEnd, forceFlush, shutdown } : flags.processor;
  const provider = new sdk.TracerProvider({
    spanProcessors: [processor, new sdk.SimpleSpanProcessor({ exporter })],
    ...(spanLimits && { spanLimits }),
  });
  const tracer = provider.getTracer('test');
  const attributes = (name: string): Readonly<Record<string, unknown>> => {
    const found = exporter.getFinishedSpans().filter((span) => span.name === name);
    if (found.length !== 1) throw new Error(`${found.length} spans are called ${name}`);
    return { ...found[0]?.attributes };
  };
  return {
    tracer,
    flags,
    said,
    attributes,
    stamped: () =>
      Object.fromEntries(
        exporter
          .getFinishedSpans()
          .map(({ name }) => [
            name,
            Object.fromEntries(Object.entries(attributes(name)).filter(([key]) => ours.test(key))),
          ]),
      ),
    inSpan: (name, work, kind = SpanKind.INTERNAL) =>
      tracer.startActiveSpan(name, { kind }, (span) => {
        const result = work();
        if (result instanceof Promise) return result.finally(() => span.end()) as typeof result;
        span.end();
        return result;
      }),
    stop() {
      flags.stop();
      trace.disable();
      propagation.disable();
      context.disable();
    },
  };
}
