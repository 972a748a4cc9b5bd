import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBatch, createPlainEvidence, createSpan, startOfTime } from '@seatrial/store/contract';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import type { Store } from '@seatrial/store';
import { askAll } from '../sim/asked.ts';
import { drawTraffic } from '../sim/drawn-traffic.ts';
import { verify } from './verify.ts';

// A verdict is made from counts alone, so that it is the same, byte by byte, whatever counted them: DuckDB, or the plain
// counter that knows no engine.

const minute = 60_000;
let store: Store;

beforeAll(async () => {
  store = await createDuckDbStore({ path: ':memory:' });
});

afterAll(async () => {
  await store.close();
});

describe('a verdict', () => {
  it('is the same byte by byte, whether DuckDB counts or a plain loop', async () => {
    const how = {
      seed: 7,
      service: 'checkout',
      requests: 900,
      begins: 10,
      ends: 40,
      slower: 1,
      worse: 6,
      sampled: false,
      weekBefore: false,
    };
    const spans = drawTraffic(how);
    await store.ingest(createBatch({ spans }), { historic: true });
    await store.maintain({ now: startOfTime + 12 * minute });
    const now = startOfTime + 60 * minute;
    const expected = await askAll(createPlainEvidence(spans.map((span) => ({ span }))), 'checkout', now);
    expect(await askAll(store, 'checkout', now)).toEqual(expected);
    expect(expected.some((text) => text.startsWith('{"schema":1,"verdict":"regressed"'))).toBe(true);
  });

  it('is the same where spans come late, or from clocks that are ahead', async () => {
    for (let attempt = 1; ; attempt += 1) {
      const service = `late-${attempt}`;
      const arrivedMs = Date.now();
      const present = Math.floor(arrivedMs / minute);
      const spans = Array.from({ length: 240 }, (_, index) =>
        createSpan({
          service,
          at: arrivedMs - startOfTime + ((index % 12) - 9) * 20_000,
          ms: 5 + (index % 7),
          statusCode: index % 30 === 0 ? 'error' : 'unset',
          ...(index % 2 === 0 ? {} : { version: '1.4.2', ring: 'canary' }),
        }),
      );
      await store.ingest(createBatch({ spans }));
      // Where a minute ended in between, nobody can tell by which clock it was counted.
      if (Math.floor(Date.now() / minute) !== present) continue;
      const options = { service, batchSeconds: 10 };
      const clock = { now: arrivedMs + 10 * minute };
      const plain = await verify(createPlainEvidence(spans.map((span) => ({ span, arrivedMs }))), options, clock);
      expect(plain.candidate.requests).toBe(120);
      expect(JSON.stringify(await verify(store, options, clock))).toBe(JSON.stringify(plain));
      expect((await store.stats()).activity).toMatchObject({ late: expect.any(Number), future: expect.any(Number) });
      return;
    }
  });
});
