import { rmSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { PromotedColumn } from './dictionary.ts';
import { quote, spanColumns } from './tables.ts';

/** Writes all tables into a new file beside `path` and answers with its name. */
export async function rewrite(
  connection: DuckDBConnection,
  path: string,
  promoted: readonly PromotedColumn[],
): Promise<string> {
  const draft = `${path}.compact`;
  rmSync(draft, { force: true });
  await connection.run(`ATTACH '${draft.replaceAll("'", "''")}' AS compacted (STORAGE_VERSION 'latest')`);
  try {
    await connection.run('BEGIN');
    await connection.run('CREATE TABLE compacted.seatrial_meta (key VARCHAR PRIMARY KEY, value VARCHAR)');
    await connection.run('INSERT INTO compacted.seatrial_meta FROM seatrial_meta');
    for (const table of ['attribute_names', 'resources', 'summaries', 'logs', 'metrics', 'functions', 'trace_blocks'])
      await connection.run(`CREATE TABLE compacted.${table} AS FROM ${table}`);
    await connection.run(
      'CREATE TABLE compacted.attribute_columns AS SELECT name, 0::BIGINT AS since FROM attribute_columns ORDER BY rowid',
    );
    await connection.run(
      `CREATE TABLE compacted.spans AS SELECT ${toSelectList(promoted)} FROM spans s ORDER BY s.cursor`,
    );
    await connection.run('COMMIT');
    await connection.run('CHECKPOINT compacted');
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => undefined);
    await connection.run('DETACH compacted').catch(() => undefined);
    rmSync(draft, { force: true });
    throw error;
  }
  await connection.run('DETACH compacted');
  return draft;
}

/** Every attribute that has a column is in that column, and no longer in the map. */
function toSelectList(promoted: readonly PromotedColumn[]): string {
  const literal = (name: string): string => `'${name.replaceAll("'", "''")}'`;
  const names = promoted.map(({ name }) => literal(name)).join(', ');
  const fixed = spanColumns.map(({ name }) => {
    if (name !== 'attributes' || promoted.length === 0) return `s.${quote(name)}`;
    return `map_from_entries(list_filter(map_entries(s.attributes), lambda e: e.key NOT IN (${names}))) AS attributes`;
  });
  const columns = promoted.map(
    ({ name }) => `coalesce(s.${quote(name)}, s.attributes[${literal(name)}]) AS ${quote(name)}`,
  );
  return [...fixed, ...columns].join(', ');
}
