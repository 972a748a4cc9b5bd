import { SeatrialError } from '@seatrial/model';
import { StatementType } from '@duckdb/node-api';
import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api';
import type { JsonValue } from '../../rows.ts';
import type { SqlAnswer, SqlQuery } from '../../sql.ts';
import type { Layout } from '../selector-sql.ts';
import { checkSql } from './check-sql.ts';
import type { SqlLists, SqlUse } from './check-sql.ts';
import { toJsonValue } from './json-value.ts';
import { toViewsSql } from './views-sql.ts';
import { toArrivalStatement } from './whole-rows.ts';

const most = { rows: 100_000, ms: 120_000, bytes: 16_000_000, statement: 100_000 };

/**
 * Runs one reading statement: its syntax tree is checked, the views are made for this connection alone, and the
 * transaction takes no writes.
 */
export async function runSql(connection: DuckDBConnection, query: SqlQuery, layout: Layout): Promise<SqlAnswer> {
  const limit = readSize('limit', query.limit ?? 1000, most.rows);
  const timeoutMs = readSize('timeoutMs', query.timeoutMs ?? 30_000, most.ms);
  const began = performance.now();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    connection.interrupt();
  }, timeoutMs);
  try {
    const session: Session = { connection, layout, lists: await readLists(connection), isLate: () => late };
    const { statements, version } = await parse(connection, query.sql);
    const use = checkSql(statements[0], session.lists);
    // Whole numbers beyond 2^53 would not come through JavaScript as they are.
    const arrivals = /\d{16}/.test(query.sql) ? undefined : toArrivalStatement(statements[0]);
    const { columns, rows, truncated } =
      arrivals === undefined
        ? await runChecked(session, query.sql, use, limit)
        : await runWhole(
            session,
            await write(connection, { ...version, statements: [arrivals] }),
            arrivals,
            use,
            limit,
          );
    return { columns, rows, truncated, milliseconds: Math.round(performance.now() - began) };
  } catch (error) {
    throw toSqlError(error, late ? timeoutMs : undefined);
  } finally {
    clearTimeout(timer);
  }
}

interface Session {
  readonly connection: DuckDBConnection;
  readonly layout: Layout;
  readonly lists: SqlLists;
  /** True once the time is up. */
  readonly isLate: () => boolean;
}

type Found = Omit<SqlAnswer, 'milliseconds'>;

/** Runs a statement that was checked, over views that hold what it uses. */
async function runChecked(
  { connection, layout, isLate }: Session,
  sql: string,
  use: SqlUse,
  limit: number,
): Promise<Found> {
  const [name] = (await connection.runAndReadAll('SELECT current_database()')).getRowsJS()[0] ?? [];
  for (const statement of toViewsSql(String(name), layout, use)) await connection.run(statement);
  await connection.run('BEGIN TRANSACTION READ ONLY');
  try {
    const result = await connection.stream(sql);
    if (result.statementType !== StatementType.SELECT)
      throw new SeatrialError('SEATRIAL_BAD_ARGUMENT', 'This statement is not run: only SELECT is.');
    const columns = result
      .columnNames()
      .map((column, index) => ({ name: column, type: String(result.columnType(index)) }));
    return { columns, ...(await readRows(result, limit, isLate)) };
  } finally {
    await connection.run('ROLLBACK').catch(() => undefined);
  }
}

/** Asks which spans are meant, and then for them alone, in the same order. */
async function runWhole(session: Session, sql: string, tree: unknown, use: SqlUse, limit: number): Promise<Found> {
  const { rows: keys, truncated } = await runChecked(session, sql, checkSql(tree, session.lists), limit);
  const arrivals = keys.map(([arrival]) => Number(arrival));
  const list = arrivals.length === 0 ? 'FALSE' : `arrival IN (${arrivals.join(', ')})`;
  const whole = `SELECT * FROM spans WHERE arrival BETWEEN ${Math.min(...arrivals, 0)} AND ${Math.max(...arrivals, 0)} AND ${list}`;
  const found = await runChecked(session, whole, use, limit);
  const places = new Map(arrivals.map((arrival, index) => [arrival, index]));
  const at = found.columns.findIndex(({ name }) => name === 'arrival');
  const place = (row: readonly JsonValue[]): number => places.get(Number(row[at])) ?? 0;
  return {
    ...found,
    rows: found.rows.toSorted((a, b) => place(a) - place(b)),
    truncated: truncated || found.truncated,
  };
}

interface Parsed {
  readonly statements: readonly unknown[];
  /** What the tree has beside its statements. */
  readonly version: object;
}

/** The syntax tree of a text that is one SELECT. */
async function parse(connection: DuckDBConnection, sql: string): Promise<Parsed> {
  if (sql.length > most.statement)
    throw new SeatrialError(
      'SEATRIAL_BAD_ARGUMENT',
      `The statement has ${sql.length} characters; ${most.statement} is the most.`,
    );
  const rows = await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)', [sql]);
  const { statements = [], ...version } = JSON.parse(String(rows.getRowsJS()[0]?.[0])) as {
    readonly error: boolean;
    readonly error_message?: string;
    readonly statements?: readonly unknown[];
  };
  if (version.error)
    throw new SeatrialError('SEATRIAL_BAD_ARGUMENT', `This is no statement to be run: ${version.error_message}`);
  if (statements.length === 1) return { statements, version };
  throw new SeatrialError('SEATRIAL_BAD_ARGUMENT', `Give one statement, not ${statements.length}.`);
}

/** The text of a syntax tree. */
async function write(connection: DuckDBConnection, tree: object): Promise<string> {
  // Where there is none, DuckDB's own says 2^64 − 1, which is no number of JavaScript's.
  const text = JSON.stringify(tree, (key, value: unknown) => (key === 'query_location' ? 0 : value));
  const rows = await connection.runAndReadAll('SELECT json_deserialize_sql($1::JSON)', [text]);
  return String(rows.getRowsJS()[0]?.[0]);
}

async function readLists(connection: DuckDBConnection): Promise<SqlLists> {
  const read = async (sql: string): Promise<ReadonlySet<string>> =>
    new Set((await connection.runAndReadAll(sql)).getRowsJS().map(([name]) => String(name).toLowerCase()));
  return {
    functions: await read(
      `SELECT DISTINCT function_name FROM duckdb_functions() WHERE database_name = 'system' AND function_type IN ('scalar', 'aggregate', 'macro')`,
    ),
    internal: await read('SELECT table_name FROM duckdb_tables() UNION SELECT view_name FROM duckdb_views()'),
  };
}

async function readRows(
  result: DuckDBResult,
  limit: number,
  isLate: () => boolean,
): Promise<Pick<SqlAnswer, 'rows' | 'truncated'>> {
  const rows: (readonly JsonValue[])[] = [];
  let bytes = 0;
  for await (const chunk of result.yieldRows())
    for (const values of chunk) {
      if (isLate()) throw new Error('it took too long');
      const row = values.map(toJsonValue);
      bytes += JSON.stringify(row).length;
      if (rows.length >= limit || (bytes > most.bytes && rows.length > 0)) return { rows, truncated: true };
      rows.push(row);
    }
  return { rows, truncated: false };
}

function toSqlError(error: unknown, timeoutMs: number | undefined): SeatrialError {
  if (error instanceof SeatrialError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (timeoutMs !== undefined)
    return new SeatrialError(
      'SEATRIAL_TOO_LARGE',
      `The statement was stopped after ${timeoutMs} ms. Ask about less time or fewer rows, or give it longer.`,
      { cause: error },
    );
  if (/^out of memory/i.test(message))
    return new SeatrialError('SEATRIAL_TOO_LARGE', `The statement takes too much memory: ${message.split('\n')[0]}`, {
      cause: error,
    });
  return new SeatrialError('SEATRIAL_BAD_ARGUMENT', `The statement fails: ${message}`, { cause: error });
}

function readSize(name: string, size: number, largest: number): number {
  if (Number.isSafeInteger(size) && size >= 1 && size <= largest) return size;
  throw new SeatrialError(
    'SEATRIAL_BAD_ARGUMENT',
    `${name} is ${size}; it has to be a whole number from 1 to ${largest}.`,
  );
}
