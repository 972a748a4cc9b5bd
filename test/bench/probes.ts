import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { createFlags } from '@seatrial/flags';
import { startProbes } from '@seatrial/probes';
import { createRequestReader } from '../../packages/register/src/functions/request-reader.ts';
import { measureAdded } from './added.ts';
import { measurePairs } from './paired.ts';
import { loadBenchFunctions, writeBenchFunctions } from './probed-functions.ts';
import type { BenchFunctions } from './probed-functions.ts';
import { createHonoRepository, loadHono, planHono } from './probed-hono.ts';
import type { HonoApp } from './probed-hono.ts';
import type { BenchRow } from './row.ts';

const calls = 400_000;
const spans = 4000;

/** What a watched function costs a call, in spans of OpenTelemetry's SDK, and what a framework of nothing but CPU pays. */
export async function benchProbes(): Promise<readonly BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-bench-probes-'));
  try {
    const rows = [...(await benchCalls(join(folder, 'calls')))];
    return [...rows, ...(await benchHono(folder))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchCalls(folder: string): Promise<readonly BenchRow[]> {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const flags = createFlags();
  startProbes({ plan: writeBenchFunctions(folder), root: folder, requests: createRequestReader(flags) });
  const [plain, count, errors, full] = await Promise.all([
    loadBenchFunctions(folder, 'plain'),
    loadBenchFunctions(folder, 'count'),
    loadBenchFunctions(folder, 'errors'),
    loadBenchFunctions(folder, 'full'),
  ]);
  const traced = createTraced(plain);
  const rows: BenchRow[] = [];
  const add = async (name: string, probed: BenchFunctions, goal: number, isAsync: boolean): Promise<void> => {
    const run = isAsync ? runAsync : runSync;
    const { ratio, upper, addedNano, unitNano } = await measureAdded(
      { having: () => run(probed, calls), lacking: () => run(plain, calls) },
      { having: () => run(traced.functions, spans, traced.flush), lacking: () => run(plain, spans) },
      { operations: calls },
    );
    const scale = spans / calls;
    rows.push({
      group: 'probes',
      name: `${name}, of a span (goal: a ${goal}th)`,
      ratio: ratio * scale,
      upper: upper * scale,
      detail: `${addedNano.toFixed(2)} ns against ${(unitNano / scale).toFixed(0)} ns a call: 1/${(1 / (ratio * scale)).toFixed(0)}, at most 1/${(1 / (upper * scale)).toFixed(0)}`,
    });
  };
  await add('sync, changed', full, 200, false);
  await add('sync, count and errors', errors, 1000, false);
  await add('sync, count alone', count, 1000, false);
  await add('async, changed', full, 100, true);
  return rows;
}

/** Not a loop around the call alone, which V8 would fold away. */
function runSync({ small }: BenchFunctions, times: number, done?: () => Promise<void>): Promise<void> {
  let sum = 0;
  for (let index = 0; index < times; index += 1) sum ^= small(index);
  sink = sum;
  return done?.() ?? Promise.resolve();
}

async function runAsync({ wait }: BenchFunctions, times: number, done?: () => Promise<void>): Promise<void> {
  let sum = 0;
  for (let index = 0; index < times; index += 1) sum ^= await wait(index);
  sink = sum;
  await done?.();
}

export let sink = 0;

function createTraced({ small, wait }: BenchFunctions): {
  readonly functions: BenchFunctions;
  readonly flush: () => Promise<void>;
} {
  const batch = new BatchSpanProcessor({
    exporter: {
      export: (_spans, done) => done({ code: 0 }),
      forceFlush: () => Promise.resolve(),
      shutdown: () => Promise.resolve(),
    },
    maxQueueSize: 2 * spans,
  });
  const tracer = new TracerProvider({ spanProcessors: [batch] }).getTracer('bench');
  return {
    flush: () => batch.forceFlush(),
    functions: {
      small: (value) =>
        tracer.startActiveSpan('small', (span) => {
          try {
            return small(value);
          } finally {
            span.end();
          }
        }),
      wait: (value) =>
        tracer.startActiveSpan('wait', async (span) => {
          try {
            return await wait(value);
          } finally {
            span.end();
          }
        }),
    },
  };
}

const requests = 400;

async function benchHono(folder: string): Promise<readonly BenchRow[]> {
  const load = async (name: string, changes: boolean, all: boolean | undefined): Promise<HonoApp> => {
    mkdirSync(join(folder, name));
    const repository = createHonoRepository(join(folder, name), changes);
    const plan = all === undefined ? undefined : await planHono(repository, all);
    return (await loadHono(repository, plan)).app;
  };
  const bare = await load('bare', true, undefined);
  const rows: BenchRow[] = [];
  const add = async (name: string, app: HonoApp): Promise<void> => {
    const [one, other] = [serve(app), serve(bare)];
    const { ratio, upper, aNano, bNano } = await measurePairs(one, other, {
      operations: requests,
      pairs: 120,
      warmUp: 300,
    });
    rows.push({
      group: 'probes',
      name: `hono's app.request(), ${name}`,
      ratio,
      upper,
      detail: `${(aNano / 1000).toFixed(1)} µs against ${(bNano / 1000).toFixed(1)} µs a request`,
    });
  };
  await add('plain against plain (noise floor)', await load('twin', true, undefined));
  await add('eight changed functions (goal: at most 1.05)', await load('changed', true, false));
  await add('all functions counted (goal: at most 1.05)', await load('counted', false, true));
  return rows;
}

/** With a turn of the event loop, as between real requests: strides are set by a timer. */
function serve(app: HonoApp): () => Promise<void> {
  return async () => {
    for (let index = 0; index < requests; index += 1) await (await app.request(`/orders/${index}`)).text();
    await new Promise((resolve) => setImmediate(resolve));
  };
}
