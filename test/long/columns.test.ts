import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import type { AttributeMap } from '@seatrial/model';
import { createBatch, createSpan } from '@seatrial/store/contract';
import { createDuckDbStore } from '@seatrial/store/duckdb';

const code = 'http.response.status_code';
const usual = (count: number): readonly AttributeMap[] =>
  Array.from({ length: count }, (_, index) => ({ [code]: 200 + (index % 5), 'server.port': 8080 }));
const odd: readonly AttributeMap[] = [{ [code]: '200' }, { [code]: '0200' }, { [code]: 200.5 }, { 'server.port': '' }];

it('a column that comes when there are many rows leaves these as they are, and answers for all', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-columns-'));
  const path = join(folder, 'seatrial.duckdb');
  const few = [...usual(100), ...odd];
  const batch = (attributes: readonly AttributeMap[]): ReturnType<typeof createBatch> =>
    createBatch({ spans: attributes.map((own) => createSpan({ attributes: own })) });
  const first = await createDuckDbStore({ path });
  await first.ingest(batch(few));
  await first.close();
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  await connection.run(`INSERT INTO spans SELECT s.* REPLACE (s.cursor + 1000 * n AS cursor, s.start_ns + 1_000_000_000 * n AS start_ns)
    FROM spans s, range(1, 2000) r(n) ORDER BY s.cursor + 1000 * n`);
  connection.closeSync();
  instance.closeSync();

  const second = await createDuckDbStore({ path });
  const { spans, attributeColumns } = await second.stats();
  expect(spans).toBe(2000 * few.length);
  await second.ingest(batch(usual(299)));
  await second.ingest(batch([...usual(1), ...odd]));
  expect((await second.stats()).attributeColumns).toBe(attributeColumns + 3);
  const expectAll = async (store: typeof second): Promise<void> => {
    const codes = new Map((await store.attributeValues(code)).map(({ value, spans: count }) => [value, count]));
    const ports = new Map(
      (await store.attributeValues('server.port')).map(({ value, spans: count }) => [value, count]),
    );
    expect(codes.get('200')).toBe(2000 * 21 + 61 + 1);
    expect(codes.get('0200')).toBe(2001);
    expect(codes.get('200.5')).toBe(2001);
    expect(ports).toEqual(
      new Map([
        ['8080', 2000 * 100 + 300],
        ['', 2001],
      ]),
    );
  };
  await expectAll(second);
  await second.close();
  const third = await createDuckDbStore({ path });
  await expectAll(third);
  await third.compact();
  await expectAll(third);
  await third.close();
  rmSync(folder, { recursive: true });
});
