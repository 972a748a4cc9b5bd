import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBatch, createPlainEvidence, startOfTime } from '@seatrial/store/contract';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import type { Store } from '@seatrial/store';
import { askAll } from '../../packages/trial/sim/asked.ts';
import { drawTraffic } from '../../packages/trial/sim/drawn-traffic.ts';

const minute = 60_000;
const now = startOfTime + 60 * minute;
let store: Store;
let services = 0;

beforeAll(async () => {
  store = await createDuckDbStore({ path: ':memory:' });
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
      { numRuns: 40, seed: 20_261_124 },
    );
    const all = ['ok', 'regressed', 'undecided', 'concurrent', 'before-after'];
    expect([...seen]).toEqual(expect.arrayContaining(all));
  });
});
