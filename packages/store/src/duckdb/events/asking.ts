import type { DuckDBConnection } from '@duckdb/node-api';
import type { Statement } from '../queries.ts';
import type { Row } from '../read-rows.ts';
import type { Layout } from '../selector-sql.ts';

/** The database at one moment, with all that was acknowledged before it. */
interface Settled {
  readonly layout: Layout;
  /** Of the last span that is in it. */
  readonly cursor: number;
}

/** The open database as questions see it. Each begins with `settle`, once: what arrives meanwhile is not waited for. */
export interface Asking {
  settle(): Promise<Settled>;
  ask(statement: Statement): Promise<readonly Row[]>;
  /** A connection of its own, closed afterwards. */
  withConnection<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
}
