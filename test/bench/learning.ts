import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultRetention } from '@seatrial/store';
import { Engine } from '../../packages/store/src/duckdb/engine.ts';
import { measurePairs } from './paired.ts';
import type { Measured } from './paired.ts';
import { createRequests, spansPerRequest } from './requests.ts';
import type { BenchRow } from './row.ts';

/** What arrives between two rounds of learning, ten seconds apart, at 20,000 spans a second. */
const requests = Math.ceil(200_000 / spansPerRequest);
const pairs = Number(process.env['SEATRIAL_BENCH_PAIRS'] ?? 30);

/** What completion and traces by their id cost ingest: decoded, logged and in its tables, with a round of learning and without. */
export async function benchLearning(): Promise<readonly BenchRow[]> {
  const bodies = createRequests(requests);
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-learning-'));
  let engine: Engine | undefined;
  const receive = async (some: readonly Uint8Array[]): Promise<void> => {
    for (let from = 0; from < some.length; from += 8)
      await Promise.all(
        some.slice(from, from + 8).map(async (bytes) => {
          await engine?.ingestRequest({ signal: 'traces', encoding: 'protobuf', bytes });
        }),
      );
    // Asked about nothing, once all that arrived is in the tables.
    await engine?.operations({ from: 0, to: 1 });
  };
  const round = (learns: boolean): Measured => ({
    prepare: async () => {
      await engine?.close();
      for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
      engine = await Engine.open({
        path: join(folder, 'seatrial.duckdb'),
        memoryLimit: '1GiB',
        readOnly: false,
        retention: { ...defaultRetention },
        reserveBytes: 0,
        maintenanceMs: 10_000,
      });
    },
    run: async () => {
      await receive(bodies);
      if (learns) await engine?.events.learn();
    },
  });
  const result = await measurePairs(round(true), round(false), {
    operations: requests * spansPerRequest,
    pairs,
    warmUp: 2,
  });
  await engine?.close();
  rmSync(folder, { recursive: true });
  const micro = (nano: number): string => (nano / 1000).toFixed(2);
  return [
    {
      group: 'learning',
      name: 'ingest that learns values and traces every 10 s at 20,000 spans a second, against one that does not',
      ratio: result.ratio,
      upper: result.upper,
      detail: `${micro(result.aNano)} µs CPU a span against ${micro(result.bNano)}`,
    },
  ];
}
