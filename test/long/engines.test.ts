import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBatch, createPlainEvidence, startOfTime } from '@seatrial/store/contract';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import type { Store } from '@seatrial/store';
import { askAll } from '../../packages/trial/sim/asked.ts';
import { drawTraffic } from '../../packages/trial/sim/drawn-traffic.ts';
import { chdbMissing, startClickHouse } from '../bench/clickhouse.ts';
import { openClickHouseEvidence } from '../engines/clickhouse-evidence.ts';

const minute = 60_000;
const now = startOfTime + 60 * minute;
let store: Store;
let services = 0;

beforeAll(async () => {
  // The default would remove what is a week old, and a verdict about flags needs the spans.
  store = await createDuckDbStore({ path: ':memory:', retention: { days: 30 } });
});

afterAll(async () => {
  await store.close();
});

const traffic = fc.record({
  seed: fc.nat(),
  begins: fc.constantFrom(2, 10),
  ends: fc.constantFrom(11, 40, 40),
  slower: fc.constantFrom(1, 1, 1.5),
  worse: fc.constantFrom(1, 1, 6),
  weekBefore: fc.boolean(),
  sampled: fc.constantFrom(false, false, true),
});

describe('a verdict is the same byte by byte, whichever engine counted', () => {
  it('DuckDB, before and after minutes are summed up, or a plain loop', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(traffic, async (how) => {
        services += 1;
        const service = `checkout-${services}`;
        const spans = drawTraffic({ ...how, service, requests: 1500 });
        await store.ingest(createBatch({ spans }), { historic: true });
        const expected = await askAll(createPlainEvidence(spans.map((span) => ({ span }))), service, now);
        expect(await askAll(store, service, now)).toEqual(expected);
        for (const summed of [12, 60]) {
          await store.maintain({ now: startOfTime + summed * minute });
          expect(await askAll(store, service, now)).toEqual(expected);
        }
        for (const text of expected) {
          const { verdict, design } = JSON.parse(text) as { readonly verdict: string; readonly design: string };
          seen.add(verdict).add(design);
        }
      }),
      { numRuns: 12, seed: 20_261_124 },
    );
    const all = ['ok', 'regressed', 'undecided', 'concurrent', 'before-after'];
    expect([...seen]).toEqual(expect.arrayContaining(all));
  });

  if (chdbMissing !== undefined) console.log(`ClickHouse does not count here: ${chdbMissing}`);
  it.skipIf(chdbMissing !== undefined)('DuckDB, ClickHouse on what was exported, or a plain loop', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'seatrial-engines-'));
    const clickHouse = await startClickHouse(join(folder, 'clickhouse'));
    try {
      for (const [seed, how] of fc.sample(traffic, { numRuns: 4, seed: 11 }).entries()) {
        const service = `shop-${seed}`;
        const spans = drawTraffic({ ...how, service, requests: 1500 });
        const one = await createDuckDbStore({ path: ':memory:', retention: { days: 30 } });
        await one.ingest(createBatch({ spans }), { historic: true });
        const exported = join(folder, service);
        await one.writeParquet(exported);
        const expected = await askAll(one, service, now);
        await one.close();
        const evidence = await openClickHouseEvidence(clickHouse, exported);
        expect(await askAll(evidence, service, now)).toEqual(expected);
        expect(await askAll(createPlainEvidence(spans.map((span) => ({ span }))), service, now)).toEqual(expected);
      }
    } finally {
      clickHouse.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
