import { SeatrialError } from '@seatrial/model';
import type { DuckDBConnection } from '@duckdb/node-api';

/** Raised when a table changes; a file of a newer version is refused unharmed. */
const schemaVersion = 1;

// The empty text stands for what is unknown. `kinds` remembers which attributes were not text (see attribute-columns.ts).
const tables = `
CREATE TABLE seatrial_meta (key VARCHAR PRIMARY KEY, value VARCHAR);
CREATE TABLE attribute_names (name VARCHAR PRIMARY KEY);
CREATE TABLE resources (id VARCHAR PRIMARY KEY, attributes MAP(VARCHAR, VARCHAR), kinds VARCHAR);
CREATE TABLE spans (
  cursor BIGINT, trace_id UUID, span_id UBIGINT, parent_span_id UBIGINT,
  start_ns BIGINT, duration_ns BIGINT,
  service VARCHAR, version VARCHAR, build_id VARCHAR, deployment_id VARCHAR, ring VARCHAR, commit VARCHAR, environment VARCHAR,
  name VARCHAR, kind VARCHAR, route VARCHAR, status VARCHAR, status_message VARCHAR,
  error BOOLEAN, entry BOOLEAN, shadow BOOLEAN, unfinished BOOLEAN, process_start_ns BIGINT,
  trace_state VARCHAR, attributes MAP(VARCHAR, VARCHAR), kinds VARCHAR, resource_id VARCHAR,
  scope_name VARCHAR, scope_version VARCHAR, events VARCHAR, links VARCHAR,
  dropped_attributes INTEGER, dropped_events INTEGER, dropped_links INTEGER
);
CREATE TABLE logs (
  time_ns BIGINT, severity_number INTEGER, severity VARCHAR, event_name VARCHAR, body VARCHAR,
  trace_id UUID, span_id UBIGINT, service VARCHAR, version VARCHAR,
  attributes MAP(VARCHAR, VARCHAR), kinds VARCHAR, resource_id VARCHAR, scope_name VARCHAR, scope_version VARCHAR
);
CREATE TABLE metrics (
  time_ns BIGINT, start_ns BIGINT, name VARCHAR, description VARCHAR, unit VARCHAR, type VARCHAR,
  temporality VARCHAR, monotonic BOOLEAN, value DOUBLE, data VARCHAR, service VARCHAR, version VARCHAR,
  attributes MAP(VARCHAR, VARCHAR), kinds VARCHAR, resource_id VARCHAR, scope_name VARCHAR, scope_version VARCHAR
);
INSERT INTO seatrial_meta VALUES ('schema_version', '${schemaVersion}');
`;

/**
 * Makes the tables of a new file, or checks that an older one is ours and of a version that is understood.
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
  throw unusable(
    `${path} has schema version ${found}, and this Seatrial understands ${schemaVersion}. ` +
      'The file is unharmed: update Seatrial ("npm i seatrial@latest"), or name another file with --store.',
  );
}

function unusable(message: string): SeatrialError {
  return new SeatrialError('SEATRIAL_STORE_UNUSABLE', message);
}
