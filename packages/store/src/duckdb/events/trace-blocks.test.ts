import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { traceBlocks } from '../migrations.ts';
import { TraceBlocks } from './trace-blocks.ts';

const spans = 500_000;

let instance: DuckDBInstance;
let connection: DuckDBConnection;

/** Five spans a trace, those of a trace a hundred apart: some traces lie in two blocks. */
beforeEach(async () => {
  instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  connection = await instance.connect();
  await connection.run(`${traceBlocks} CREATE TABLE spans AS SELECT range + 1 AS cursor,
    md5((range // 500 * 100 + range % 100)::VARCHAR)::UUID AS trace_id FROM range(${spans})`);
});

afterEach(() => {
  connection.closeSync();
  instance.closeSync();
});

async function build(): Promise<TraceBlocks> {
  const blocks = new TraceBlocks();
  await blocks.keep(connection, await blocks.collect(connection, spans));
  return blocks;
}

const read = async (sql: string): Promise<readonly (readonly unknown[])[]> =>
  (await connection.runAndReadAll(sql)).getRowsJS();

it('miss no span of any trace, and leave most of the table aside', async () => {
  const built = await build();
  const restored = new TraceBlocks();
  await restored.restore(connection);
  const traces = await read(
    'SELECT trace_id::VARCHAR, min(cursor), max(cursor) FROM spans GROUP BY trace_id ORDER BY md5(trace_id::VARCHAR) LIMIT 2000',
  );
  let wide = 0;
  for (const [id, first, last] of traces) {
    const ranges = restored.find(String(id));
    expect(ranges).toEqual(built.find(String(id)));
    for (const cursor of [Number(first), Number(last)])
      expect(ranges.some(([after, to]) => cursor > after && cursor <= to)).toBe(true);
    const outside = ranges.filter(([, to]) => to !== Number.MAX_SAFE_INTEGER);
    if (outside.length > 1) wide += 1;
  }
  // Two separate ranges only where the filter takes another trace for this one.
  expect(wide).toBeLessThan(100);
});

it('look at what came since the last round, and forget what retention removed', async () => {
  const blocks = await build();
  const [[id] = []] = await read(`SELECT trace_id::VARCHAR FROM spans WHERE cursor = ${spans}`);
  expect(blocks.find(String(id)).at(-1)?.[1]).toBe(Number.MAX_SAFE_INTEGER);
  await connection.run('DELETE FROM spans WHERE cursor <= 300000');
  await connection.run(`INSERT INTO spans SELECT cursor + ${spans}, trace_id FROM spans WHERE cursor <= 400000`);
  await blocks.keep(connection, await blocks.collect(connection, spans + 400_000));
  expect(await read('SELECT min(last), count(*) FROM trace_blocks')).toEqual([[319_488n, 24n]]);
});
