import { SeatrialError } from '@seatrial/model';
import type { DuckDBConnection } from '@duckdb/node-api';
import { migrations, traceBlocks } from './migrations.ts';
import { toCreateSql } from './tables.ts';

/** Raised when a table changes; {@link migrations} leads there from every older one, and a newer file is refused unharmed. */
export const schemaVersion = 4;

const tables = `
CREATE TABLE seatrial_meta (key VARCHAR PRIMARY KEY, value VARCHAR);
CREATE TABLE attribute_names (name VARCHAR, on_spans BOOLEAN, on_resources BOOLEAN);
CREATE TABLE attribute_columns (name VARCHAR, since BIGINT, integer BOOLEAN, mixed BOOLEAN);
CREATE TABLE resources (id INTEGER, digest VARCHAR, attributes MAP(VARCHAR, VARCHAR), kinds VARCHAR);
CREATE TABLE summaries (
  minute INTEGER, service VARCHAR, version VARCHAR, commit VARCHAR, build_id VARCHAR, environment VARCHAR, ring VARCHAR,
  route VARCHAR, cohort VARCHAR, phase VARCHAR, requests BIGINT, errors BIGINT, attempts BIGINT, weight DOUBLE,
  first_ns BIGINT, last_ns BIGINT, least_weight DOUBLE, most_weight DOUBLE, buckets USMALLINT[], bucket_counts UINTEGER[]
);
${toCreateSql('spans')} ${toCreateSql('logs')} ${toCreateSql('metrics')} ${toCreateSql('functions')}
${traceBlocks}
INSERT INTO seatrial_meta VALUES ('schema_version', '${schemaVersion}');
`;

/**
 * Makes the tables of a new file, or brings those of an older one forward.
 * @throws SeatrialError `SEATRIAL_STORE_UNUSABLE`; the file is left as it was.
 */
export async function prepareSchema(connection: DuckDBConnection, path: string, readOnly: boolean): Promise<void> {
  const { names } = (
    await connection.runAndReadAll(`SELECT list(table_name) AS names FROM information_schema.tables`)
  ).getRowObjectsJS()[0] as { readonly names: readonly string[] | null };
  if (names === null && !readOnly) {
    await connection.run(`BEGIN; ${tables} COMMIT;`);
    return;
  }
  if (!names?.includes('seatrial_meta'))
    throw unusable(`${path} is a DuckDB database without Seatrial's tables. Name another file with --store.`);
  const rows = await connection.runAndReadAll(`SELECT value FROM seatrial_meta WHERE key = 'schema_version'`);
  const found = Number(rows.getRowObjectsJS()[0]?.['value']);
  if (found === schemaVersion) return;
  if (!(found < schemaVersion && migrations[found] !== undefined))
    throw unusable(
      `${path} has schema version ${found}, and this Seatrial understands ${schemaVersion}. ` +
        'The file is unharmed: update Seatrial ("npm i seatrial@latest"), or name another file with --store.',
    );
  if (readOnly)
    throw unusable(
      `${path} has the older schema version ${found} and is open for reading only, so that it cannot be brought forward. ` +
        `Do that once: seatrial store stats --upgrade --store "${path}"`,
    );
  await migrate(connection, path, found);
}

async function migrate(connection: DuckDBConnection, path: string, from: number): Promise<void> {
  try {
    await connection.run('BEGIN');
    for (let version = from; version < schemaVersion; version += 1) await connection.run(migrations[version] ?? '');
    await connection.run(`UPDATE seatrial_meta SET value = '${schemaVersion}' WHERE key = 'schema_version'`);
    await connection.run('COMMIT');
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => undefined);
    const message = `${path} could not be brought from schema version ${from} to ${schemaVersion}: ${(error as Error).message}. The file is as it was.`;
    throw new SeatrialError('SEATRIAL_STORE_UNUSABLE', message, { cause: error });
  }
}

function unusable(message: string): SeatrialError {
  return new SeatrialError('SEATRIAL_STORE_UNUSABLE', message);
}
