import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseSelector } from '@seatrial/model';
import type { AttributeMap } from '@seatrial/model';
import { createBatch, createSpan } from '../contract/index.ts';
import type { FileStore } from './file-store.ts';
import { createDuckDbStore } from './index.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-whole-'));
  path = join(folder, 'seatrial.duckdb');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const code = 'http.response.status_code';
const usual = (count: number): readonly AttributeMap[] =>
  Array.from({ length: count }, (_, index) => ({ [code]: 200 + (index % 5), 'server.port': 8080 }));
const odd: readonly AttributeMap[] = [
  { [code]: '200' },
  { [code]: '0200' },
  { [code]: 200.5 },
  { [code]: true, 'server.port': 2n ** 62n },
  { 'server.port': '' },
];

async function ingest(store: FileStore, attributes: readonly AttributeMap[]): Promise<void> {
  await store.ingest(createBatch({ spans: attributes.map((own) => createSpan({ attributes: own })) }));
}

/** What users see of it. */
async function look(store: FileStore): Promise<readonly unknown[]> {
  const count = async (where: string): Promise<number> =>
    (await store.spans({ where: parseSelector(where), limit: 1_000_000 })).length;
  return [
    (await store.records({}, 0, 1000)).map(({ span }) => [span.traceId, span.attributes]),
    await store.attributeValues(code),
    await store.attributeValues('server.port'),
    await count(`${code}=200`),
    await count(`${code}!=200`),
    await count(`${code}>201`),
    await count('server.port=8080'),
    await count('server.port'),
    (
      await store.sql({
        sql: `SELECT attributes['server.port'] AS port, count(*) AS spans FROM spans GROUP BY ALL ORDER BY ALL`,
      })
    ).rows,
  ];
}

async function query(sql: string): Promise<readonly unknown[][]> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowsJS();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const types = `SELECT data_type FROM information_schema.columns WHERE table_name = 'spans' AND column_name IN ('${code}', 'server.port')`;

it('whole numbers, and what else has their names, are the same after a restart, a rewrite and an import of an export', async () => {
  const first = await createDuckDbStore({ path });
  await ingest(first, usual(299));
  await ingest(first, usual(1));
  await ingest(first, odd);
  const seen = await look(first);
  await first.close();
  expect(await query(types)).toEqual([['BIGINT'], ['BIGINT']]);
  const second = await createDuckDbStore({ path });
  expect(await look(second)).toEqual(seen);
  await second.compact();
  expect(await look(second)).toEqual(seen);
  await second.writeParquet(join(folder, 'exported'));
  await second.close();
  const files = `read_parquet('${folder}/exported/spans/**/*.parquet')`;
  expect(await query(`SELECT DISTINCT typeof("${code}") FROM ${files}`)).toEqual([['BIGINT']]);
  const other = await createDuckDbStore({ path: join(folder, 'other.duckdb') });
  const spans = (await other.readParquet(join(folder, 'exported', 'spans'), 0, 1000)).map(({ span }) => span);
  // In the order in which they were, so that they can be compared.
  await other.ingest(createBatch({ spans: spans.toSorted((a, b) => (a.traceId < b.traceId ? -1 : 1)) }));
  expect(await look(other)).toEqual(seen);
  await other.close();
});

/** Makes the file one of schema version 3, where every column held texts. */
async function makeOlder(): Promise<void> {
  await query(`UPDATE spans SET kinds = kinds || CASE WHEN "${code}" IS NULL THEN '' ELSE chr(31) || 'n:${code}' END
    || CASE WHEN "server.port" IS NULL THEN '' ELSE chr(31) || 'n:server.port' END`);
  for (const name of [code, 'server.port']) {
    await query(`ALTER TABLE spans ALTER "${name}" TYPE VARCHAR`);
    await query(`UPDATE spans SET "${name}" = coalesce("${name}", attributes['${name}']),
      attributes = map_from_entries(list_filter(map_entries(attributes), lambda e: e.key <> '${name}'))`);
  }
  await query('ALTER TABLE attribute_columns DROP COLUMN integer');
  await query('ALTER TABLE attribute_columns DROP COLUMN mixed');
  await query(`UPDATE seatrial_meta SET value = '3' WHERE key = 'schema_version'`);
}

it('a file whose columns are texts goes on with them, and has numbers once it is compacted', async () => {
  const first = await createDuckDbStore({ path });
  await ingest(first, usual(300));
  await ingest(first, odd);
  const seen = await look(first);
  await first.close();
  await makeOlder();
  const second = await createDuckDbStore({ path });
  expect((await second.stats()).schemaVersion).toBe(4);
  expect(await look(second)).toEqual(seen);
  await ingest(second, [...usual(1), ...odd]);
  const more = await look(second);
  await second.close();
  expect(await query(types)).toEqual([['VARCHAR'], ['VARCHAR']]);
  const third = await createDuckDbStore({ path });
  await third.compact();
  expect(await look(third)).toEqual(more);
  await third.close();
  expect(await query(types)).toEqual([['BIGINT'], ['BIGINT']]);
  expect(await query('SELECT name, integer, mixed FROM attribute_columns ORDER BY name')).toEqual(
    expect.arrayContaining([
      [code, true, true],
      ['server.port', true, true],
    ]),
  );
});
