import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { NoopSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { traced } from '@seatrial/traced';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { BenchRow } from './row.ts';
import { unregisterSdk } from './traced.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const add = traced('add', (seed: number) => seed + 1);
const steps = traced('steps', function* steps() {
  yield 1;
});
const wait = traced('wait', async () => 1);
// oxlint-disable-next-line unicorn/no-thenable -- a query builder
const query = traced('query', () => ({ then: (done: (value: number) => void) => done(1) }));

/** What the heap holds after ten million calls, beside what it held after the first hundred thousand. */
export async function benchTracedMemory(): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  const measure = async (name: string, calls: number, run: (calls: number) => void | Promise<void>): Promise<void> => {
    await run(100_000);
    const before = await heapMegabytes();
    await run(calls);
    const after = await heapMegabytes();
    const detail = `${before.toFixed(1)} MB before, ${after.toFixed(1)} MB after ${calls.toLocaleString('en-US')} calls`;
    rows.push({ group: 'traced', name, detail });
  };
  const addMany = (calls: number): void => {
    for (let index = 0; index < calls; index += 1) add(index);
  };
  await measure('heap, no SDK', 10_000_000, addMany);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new NoopSpanProcessor()] }));
  await measure('heap, recorded', 10_000_000, addMany);
  await measure('heap, recorded: promises, generators, lazy thenables', 300_000, async (calls) => {
    for (let index = 0; index < calls; index += 3) {
      await wait();
      await query();
      steps().return(undefined);
    }
  });
  unregisterSdk();
  return rows;
}

async function heapMegabytes(): Promise<number> {
  for (let round = 0; round < 4; round += 1) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return process.memoryUsage().heapUsed / 1e6;
}
