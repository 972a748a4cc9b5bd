import type { DuckDBConnection } from '@duckdb/node-api';
import type { Statement } from '../queries.ts';
import type { Row } from '../read-rows.ts';
import type { Layout } from '../selector-sql.ts';

/** The open database as questions see it: all that was acknowledged before is in it. */
export interface Asking {
  layout(): Promise<Layout>;
  ask(statement: Statement): Promise<readonly Row[]>;
  /** A connection of its own, closed afterwards. */
  withConnection<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  /** Of the last span that is in the database. */
  cursor(): Promise<number>;
}
