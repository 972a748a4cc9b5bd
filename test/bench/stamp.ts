import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace';
import { createReleaseProcessor } from '@seatrial/release';
import { measurePairs } from './paired.ts';
import type { BenchRow } from './row.ts';

const release = { version: '1.4.2-g3f2c1a9', buildId: '18234', deploymentId: 'd-2026-11-24-3', ring: 'canary' };
const attributes = {
  'service.version': release.version,
  'app.build_id': release.buildId,
  'deployment.id': release.deploymentId,
  'seatrial.ring': release.ring,
};
export const spans = 5000;

const discard: SpanExporter = {
  export: (_spans, done) => done({ code: 0 }),
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};

/** Starts and ends spans with five attributes of their own, as the application of the goal does, and with `more`. */
export function createWork(
  processors: readonly SpanProcessor[],
  more: Readonly<Record<string, string>> = {},
): () => Promise<void> {
  const batch = new BatchSpanProcessor({ exporter: discard, maxQueueSize: spans * 2 });
  const tracer = new TracerProvider({ spanProcessors: [...processors, batch] }).getTracer('bench');
  return async () => {
    for (let index = 0; index < spans; index += 1) {
      const span = tracer.startSpan('GET /orders/:id', {
        attributes: { 'http.request.method': 'GET', 'http.route': '/orders/:id', 'url.scheme': 'http' },
      });
      span.setAttribute('http.response.status_code', 200);
      span.setAttribute('network.protocol.version', '1.1');
      for (const name in more) span.setAttribute(name, more[name] ?? '');
      span.end();
    }
    await batch.forceFlush();
  };
}

const naive: SpanProcessor = {
  onStart: (span) => void span.setAttributes(attributes),
  onEnd: () => {},
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};

/** What the stamp costs a span, beside the same provider without it, and beside `setAttributes` at the start. */
export async function benchStamp(): Promise<readonly BenchRow[]> {
  const plain = createWork([]);
  const rows: BenchRow[] = [];
  const add = async (name: string, work: () => Promise<void>): Promise<void> => {
    const { ratio, upper, aNano, bNano } = await measurePairs(work, plain, { operations: spans, pairs: 160 });
    rows.push({
      group: 'stamp',
      name,
      ratio,
      upper,
      detail: `${aNano.toFixed(0)} ns against ${bNano.toFixed(0)} ns a span`,
    });
  };
  await add('plain against plain (noise floor)', createWork([]));
  await add(
    'register(): four attributes (goal: at most 1.08)',
    createWork([createReleaseProcessor(release, { attributeCountLimit: Number.POSITIVE_INFINITY })]),
  );
  await add('createReleaseProcessor alone, limit guarded', createWork([createReleaseProcessor(release)]));
  await add('setAttributes at the start of the span', createWork([naive]));
  return rows;
}
