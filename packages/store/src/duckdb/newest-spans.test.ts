import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseSelector } from '@seatrial/model';
import { createBatch, createSpan, startOfTime } from '../contract/index.ts';
import { createDuckDbStore } from './index.ts';
import { toWindows } from './newest-spans.ts';

const minute = fc.integer({ min: -1000, max: 150_000_000 });

it('windows go from the newest start to the oldest without a gap, and few are enough for any file', () => {
  const property = fc.property(minute, minute, fc.nat(1e9), (one, other, rows) => {
    const windows = toWindows({ rows, firstMinute: Math.min(one, other), lastMinute: Math.max(one, other) }, {});
    expect(windows.length).toBeLessThan(20);
    expect(windows[0]?.to).toBeUndefined();
    expect(windows.at(-1)?.from).toBeUndefined();
    for (const [index, { from }] of windows.slice(0, -1).entries()) {
      expect(windows[index + 1]?.to).toBe(from);
      expect(from).toBeLessThan(windows[index - 1]?.from ?? Infinity);
    }
  });
  fc.assert(property, { seed: 20_261_128 });
});

it('windows outside of the time range that is asked for are left out', () => {
  const spread = { rows: 10_000_000, firstMinute: 0, lastMinute: 1000 };
  const all = toWindows(spread, {});
  const asked = toWindows(spread, { from: 500 * 60_000, to: 600 * 60_000 });
  expect(asked.length).toBeLessThan(all.length);
  expect(all).toEqual(expect.arrayContaining([...asked]));
  for (const { from = -1, to = Infinity } of asked) {
    expect(from).toBeLessThan(600);
    expect(to).toBeGreaterThan(500);
  }
});

it('the newest spans of a large file are those that a look at all of it finds', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-newest-'));
  const path = join(folder, 'seatrial.duckdb');
  const spans = Array.from({ length: 1000 }, (_, index) =>
    createSpan({
      at: index % 7,
      service: index % 500 === 0 ? 'rare' : 'checkout',
      attributes: { team: `t${index % 9}` },
    }),
  );
  const store = await createDuckDbStore({ path });
  await store.ingest(createBatch({ spans }));
  await store.close();
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  // Times that are not in the order of arrival, ties among them, and one span from a clock that is wrong by centuries.
  await connection.run(`INSERT INTO spans SELECT s.* REPLACE (s.cursor + 1000 * n AS cursor, s.start_ns + t * 1_000_000_000 AS start_ns,
      ((s.start_ns + t * 1_000_000_000) // 60_000_000_000)::INTEGER AS minute)
    FROM spans s, (SELECT n, (n * 7919) % 3600 + (hash(n) % 600)::BIGINT AS t FROM range(1, 400) r(n)) ORDER BY s.cursor + 1000 * n`);
  await connection.run('UPDATE spans SET start_ns = 9_000_000_000_000_000_000 WHERE cursor = 77');
  const conditions: readonly (readonly [string, string])[] = [
    ['', 'TRUE'],
    ['service=rare', `service = 'rare'`],
    ['team=t4', `attributes['team'] = 't4' OR "team" = 't4'`],
    ['service=nobody', 'FALSE'],
  ];
  const ranges = [{}, { to: startOfTime + 900_000 }, { from: startOfTime + 4_180_000 }];
  const expected: string[][] = [];
  for (const [, condition] of conditions)
    for (const { from = 0, to = 9.2e12 } of ranges as readonly { readonly from?: number; readonly to?: number }[])
      expected.push(
        (
          await connection.runAndReadAll(`SELECT cursor::VARCHAR FROM spans WHERE (${condition})
            AND start_ns >= ${from}000000 AND start_ns < ${to}000000 ORDER BY start_ns DESC, cursor DESC LIMIT 150`)
        )
          .getRowsJS()
          .map(([cursor]) => String(cursor)),
      );
  connection.closeSync();
  instance.closeSync();
  const large = await createDuckDbStore({ path, readOnly: true });
  const found: string[][] = [];
  for (const [selector] of conditions)
    for (const range of ranges) {
      const where = selector === '' ? [] : parseSelector(selector);
      const rows = await large.spans({ where, limit: 150, ...range });
      found.push(rows.map(({ cursor }) => String(cursor)));
    }
  expect(found).toEqual(expected);
  await large.close();
  rmSync(folder, { recursive: true });
});
