import { SeatrialError } from '@seatrial/model';
import { StatementType } from '@duckdb/node-api';
import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api';
import type { JsonValue } from '../../rows.ts';
import type { SqlAnswer, SqlQuery } from '../../sql.ts';
import type { Layout } from '../selector-sql.ts';
import { checkSql } from './check-sql.ts';
import type { SqlLists } from './check-sql.ts';
import { toJsonValue } from './json-value.ts';
import { toViewsSql } from './views-sql.ts';

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
    const { sql } = query;
    const use = checkSql(await parse(connection, sql), await readLists(connection));
    const [name] = (await connection.runAndReadAll('SELECT current_database()')).getRowsJS()[0] ?? [];
    for (const statement of toViewsSql(String(name), layout, use)) await connection.run(statement);
    await connection.run('BEGIN TRANSACTION READ ONLY');
    const result = await connection.stream(sql);
    if (result.statementType !== StatementType.SELECT)
      throw new SeatrialError('SEATRIAL_BAD_ARGUMENT', 'This statement is not run: only SELECT is.');
    const rows = await readRows(result, limit, () => late);
    return {
      columns: result.columnNames().map((column, index) => ({ name: column, type: String(result.columnType(index)) })),
      ...rows,
      milliseconds: Math.round(performance.now() - began),
    };
  } catch (error) {
    throw toSqlError(error, late ? timeoutMs : undefined);
  } finally {
    clearTimeout(timer);
  }
}

/** The syntax tree of a text that is one SELECT. */
async function parse(connection: DuckDBConnection, sql: string): Promise<unknown> {
  if (sql.length > most.statement)
    throw new SeatrialError(
      'SEATRIAL_BAD_ARGUMENT',
      `The statement has ${sql.length} characters; ${most.statement} is the most.`,
    );
  const rows = await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)', [sql]);
  const tree = JSON.parse(String(rows.getRowsJS()[0]?.[0])) as {
    readonly error: boolean;
    readonly error_message?: string;
    readonly statements?: readonly unknown[];
  };
  if (tree.error)
    throw new SeatrialError('SEATRIAL_BAD_ARGUMENT', `This is no statement to be run: ${tree.error_message}`);
  if (tree.statements?.length === 1) return tree.statements[0];
  const message = `Give one statement, not ${tree.statements?.length ?? 0}.`;
  throw new SeatrialError('SEATRIAL_BAD_ARGUMENT', message);
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
