import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { AlwaysOffSampler, BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { traced } from '@seatrial/traced';
import { measurePairs } from './paired.ts';
import type { BenchRow } from './row.ts';

const calls = 20_000;
export const recordedCalls = 20_000;

let exported = 0;

const discard: SpanExporter = {
  export: (spans, done) => {
    exported += spans.length;
    done({ code: 0 });
  },
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};

/** A function of about a microsecond, as the goal has it: arithmetic that the compiler cannot leave out. */
function work(seed: number): number {
  let mixed = seed | 0;
  for (let round = 0; round < 620; round += 1) mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c_1b_3c_6d) + round;
  return mixed;
}

let sum = 0;

/** Calls a function many times, and keeps what it answers. */
export function repeat(fn: (seed: number) => number, times: number): () => void {
  return () => {
    for (let index = 0; index < times; index += 1) sum = (sum + fn(index)) | 0;
  };
}

/** The global SDK of the recording benches: a batch processor whose exporter discards. */
export function registerDiscardingSdk(): BatchSpanProcessor {
  const batch = new BatchSpanProcessor({ exporter: discard, maxQueueSize: recordedCalls * 2 });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [batch] }));
  return batch;
}

/** Spans that the discarding SDKs have got so far. */
export function countExported(): number {
  return exported;
}

export function unregisterSdk(): void {
  trace.disable();
  context.disable();
}

/** What one writes without a decorator. */
function writeByHand(attributes?: Readonly<Record<string, string | number>>): (seed: number) => number {
  const tracer = trace.getTracer('by hand');
  const options = attributes === undefined ? {} : { attributes };
  return (seed) =>
    tracer.startActiveSpan('bare', options, (span) => {
      try {
        return seed + 1;
      } catch (error) {
        span.recordException(error as Error);
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    });
}

/** What `traced` costs a call: without an SDK, sampled out and recorded. */
export async function benchTraced(): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  const compare = async (name: string, a: () => void, b: () => void, times: number, after = async () => {}) => {
    const run = (fn: () => void) => async (): Promise<void> => {
      fn();
      await after();
    };
    const { ratio, upper, aNano, bNano } = await measurePairs(run(a), run(b), { operations: times });
    rows.push({
      group: 'traced',
      name,
      ratio,
      upper,
      detail: `${aNano.toFixed(0)} ns against ${bNano.toFixed(0)} ns a call`,
    });
  };
  const subject = traced('work', (seed: number) => work(seed));
  const plain = (seed: number): number => work(seed);
  const twin = (seed: number): number => work(seed);
  await compare('plain against plain (noise floor)', repeat(twin, calls), repeat(plain, calls), calls);
  await compare(
    'no SDK against the plain call (goal: at most 1.05)',
    repeat(subject, calls),
    repeat(plain, calls),
    calls,
  );

  // From here on a function that does nothing, so that its work hides none of the cost.
  const bare = traced('bare', (seed: number) => seed + 1);
  const batch = registerDiscardingSdk();
  const flush = (): Promise<void> => batch.forceFlush();
  const hand = repeat(writeByHand(), recordedCalls);
  const location = { 'code.function.name': 'bare', 'code.file.path': import.meta.filename, 'code.line.number': 25 };
  const handWithLocation = repeat(writeByHand(location), recordedCalls);
  const recorded = repeat(bare, recordedCalls);
  await compare('recorded against startActiveSpan by hand (goal: at most 1.15)', recorded, hand, recordedCalls, flush);
  await compare('the same with code.* attributes by hand, too', recorded, handWithLocation, recordedCalls, flush);
  unregisterSdk();

  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(new TracerProvider({ sampler: new AlwaysOffSampler() }));
  await compare(
    'sampled out against startActiveSpan by hand',
    recorded,
    repeat(writeByHand(), recordedCalls),
    recordedCalls,
  );
  unregisterSdk();
  return rows;
}
