import { rmSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import { isIntegerName } from './integer-names.ts';
import { toLiteral, toWholeSql } from './promoted-column.ts';
import type { PromotedColumn } from './promoted-column.ts';
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
      `CREATE TABLE compacted.spans AS SELECT ${toSelectList(promoted)} FROM spans s ORDER BY s.cursor`,
    );
    await connection.run('CREATE TABLE compacted.attribute_columns AS FROM attribute_columns LIMIT 0');
    for (const column of await toNewColumns(connection, promoted))
      await connection.run('INSERT INTO compacted.attribute_columns VALUES ($1, $2, $3, $4)', [...column]);
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

/** Every attribute that has a column is in that column, and no longer in the map, unless it is nothing for the column. */
function toSelectList(promoted: readonly PromotedColumn[]): string {
  const fixed = spanColumns.map(({ name }) =>
    name === 'attributes' && promoted.length > 0 ? `${toMapSql(promoted)} AS attributes` : `s.${quote(name)}`,
  );
  const columns = promoted.map((column) => `${toValueSql(column)} AS ${quote(column.name)}`);
  return [...fixed, ...columns].join(', ');
}

/** True where a column is one of whole numbers in the new file. */
function isWholeThere({ name, integer }: PromotedColumn): boolean {
  return integer || isIntegerName(name);
}

/** What is left in the map. */
function toMapSql(promoted: readonly PromotedColumn[]): string {
  const texts = promoted.filter((column) => !isWholeThere(column)).map(({ name }) => toLiteral(name));
  const wholes = promoted.filter(isWholeThere);
  const gone = [
    ...(texts.length === 0 ? [] : [`e.key IN (${texts.join(', ')})`]),
    ...wholes.map((column) => `(e.key = ${toLiteral(column.name)} AND (${toValueSql(column)}) IS NOT NULL)`),
  ];
  const kept = `list_filter(map_entries(s.attributes), lambda e: NOT (${gone.join(' OR ')}))`;
  // Columns of texts that become columns of whole numbers: what is none goes into the map.
  const back = wholes.flatMap((column) => {
    const text = `s.${quote(column.name)}`;
    if (column.integer) return [];
    return [
      `CASE WHEN ${text} IS NOT NULL AND (${toValueSql(column)}) IS NULL AND s.attributes[${toLiteral(column.name)}] IS NULL
      THEN [{'key': ${toLiteral(column.name)}, 'value': ${text}}] ELSE [] END`,
    ];
  });
  return `map_from_entries(${[kept, ...back].join(' || ')})`;
}

/** What a column holds in the new file. */
function toValueSql({ name, integer }: PromotedColumn): string {
  const inMap = `s.attributes[${toLiteral(name)}]`;
  const column = `s.${quote(name)}`;
  if (integer) return `coalesce(${column}, ${toWholeSql(name, inMap, 's.kinds')})`;
  const text = `coalesce(${column}, ${inMap})`;
  return isIntegerName(name) ? toWholeSql(name, text, 's.kinds') : text;
}

/** How the columns are in the new file, by what is in it. */
async function toNewColumns(
  connection: DuckDBConnection,
  promoted: readonly PromotedColumn[],
): Promise<readonly (readonly [string, bigint, boolean, boolean])[]> {
  const isMixed = (column: PromotedColumn): string =>
    isWholeThere(column) ? `coalesce(bool_or(attributes[${toLiteral(column.name)}] IS NOT NULL), FALSE)` : 'FALSE';
  if (promoted.length === 0) return [];
  const rows = await connection.runAndReadAll(`SELECT ${promoted.map(isMixed).join(', ')} FROM compacted.spans`);
  const mixed = rows.getRowsJS()[0] ?? [];
  return promoted.map((column, index) => [column.name, 0n, isWholeThere(column), mixed[index] === true] as const);
}
