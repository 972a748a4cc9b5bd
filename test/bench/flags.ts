import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { context, trace } from '@opentelemetry/api';
import type { Context, Tracer } from '@opentelemetry/api';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { createFlags, recordFlag } from '@seatrial/flags';
import type { Flags } from '@seatrial/flags';
import { measurePairs } from './paired.ts';
import type { PairedOptions, PairedResult } from './paired.ts';
import type { BenchRow } from './row.ts';

const traces = 800;
/** One local root and five below it, as a small request has. */
const spansPerTrace = 6;
const operations = traces * spansPerTrace;

const discard: SpanExporter = {
  export: (_spans, done) => done({ code: 0 }),
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};

interface Setting {
  readonly tracer: Tracer;
  readonly batch: BatchSpanProcessor;
}

function createSetting(flags?: Flags): Setting {
  const batch = new BatchSpanProcessor({ exporter: discard, maxQueueSize: operations * 2 });
  const spanProcessors = flags === undefined ? [batch] : [flags.processor, batch];
  return { tracer: new TracerProvider({ spanProcessors }).getTracer('bench'), batch };
}

/** Requests of a root and five children, each with three attributes at its start and one later. */
function createWork(
  { tracer, batch }: Setting,
  atRoot: (root: Context) => void = () => undefined,
): () => Promise<void> {
  const start = (parent?: Context) => {
    const span = tracer.startSpan(
      'GET /orders/:id',
      { attributes: { 'http.request.method': 'GET', 'http.route': '/orders/:id', 'url.scheme': 'http' } },
      parent,
    );
    span.setAttribute('http.response.status_code', 200);
    return span;
  };
  return async () => {
    for (let index = 0; index < traces; index += 1) {
      const root = start();
      const inside = trace.setSpan(context.active(), root);
      atRoot(inside);
      for (let child = 1; child < spansPerTrace; child += 1) start(inside).end();
      root.end();
    }
    await batch.forceFlush();
  };
}

function toRow(name: string, { ratio, upper, aNano, bNano }: PairedResult, unit = 'a span'): BenchRow {
  return {
    group: 'flags',
    name,
    ratio,
    upper,
    detail: `${aNano.toFixed(0)} ns against ${bNano.toFixed(0)} ns ${unit}`,
  };
}

/** What flags cost a span, in scope or not. */
export async function benchFlagSpans(): Promise<readonly BenchRow[]> {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const options: PairedOptions = { operations, pairs: 150 };
  const plain = createWork(createSetting());
  const rows = [
    toRow('span, plain against plain (noise)', await measurePairs(createWork(createSetting()), plain, options)),
  ];
  const flags = createFlags();
  const empty = createWork(createSetting(flags));
  rows.push(toRow('span, no flag in scope against none of ours', await measurePairs(empty, plain, options)));
  const four = createWork(createSetting(flags), (root) =>
    context.with(root, () => {
      for (let flag = 0; flag < 4; flag += 1) recordFlag({ key: `flag-${flag}`, variant: 'on' });
    }),
  );
  rows.push(toRow('span, 4 flags in scope against none of ours', await measurePairs(four, plain, options)));
  flags.stop();
  context.disable();
  return rows;
}
