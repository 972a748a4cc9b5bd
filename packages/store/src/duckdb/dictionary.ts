import type { DuckDBConnection } from '@duckdb/node-api';
import { DuckDBMapValue, INTEGER, MAP, VARCHAR } from '@duckdb/node-api';
import type { EncoderState } from './encoder.ts';
import type { EncodedBatch, NewName } from './encoded-batch.ts';
import type { Layout } from './selector-sql.ts';
import { quote } from './tables.ts';

/** An attribute with a column. Rows up to the cursor `since` have it in the map. */
export interface PromotedColumn {
  readonly name: string;
  readonly since: bigint;
}

/** Rows up to which a new column is filled at once; beyond that, the map of older rows is looked into. */
const mostBackfilled = 200_000n;

/** Resources, attribute names and promoted columns, as they are on disk. */
export class Dictionary {
  readonly #connection: DuckDBConnection;
  readonly names: Map<string, { onSpans: boolean; onResources: boolean }>;
  readonly resources: Map<string, number>;
  #columns: readonly PromotedColumn[];
  readonly #ids: Set<number>;
  readonly #newIds = new Set<number>();
  #newResources: (readonly [string, number])[] = [];
  #newNames: NewName[] = [];

  private constructor(
    connection: DuckDBConnection,
    names: Dictionary['names'],
    resources: Map<string, number>,
    columns: readonly PromotedColumn[],
  ) {
    this.#connection = connection;
    this.names = names;
    this.resources = resources;
    this.#ids = new Set(resources.values());
    this.#columns = columns;
  }

  static async open(connection: DuckDBConnection): Promise<Dictionary> {
    const rows = async (sql: string): Promise<readonly (readonly unknown[])[]> =>
      (await connection.runAndReadAll(sql)).getRowsJS();
    const names = await rows(
      'SELECT name, bool_or(on_spans), bool_or(on_resources) FROM attribute_names GROUP BY name',
    );
    const resources = await rows('SELECT digest, id FROM resources');
    const columns = await rows('SELECT name, since FROM attribute_columns ORDER BY rowid');
    return new Dictionary(
      connection,
      new Map(
        names.map(([name, onSpans, onResources]) => [
          String(name),
          { onSpans: onSpans === true, onResources: onResources === true },
        ]),
      ),
      new Map(resources.map(([digest, id]) => [String(digest), Number(id)])),
      columns.map(([name, since]) => ({ name: String(name), since: since as bigint })),
    );
  }

  get columns(): readonly PromotedColumn[] {
    return this.#columns;
  }

  toLayout(): Layout {
    return {
      columns: new Map(this.#columns.map(({ name, since }) => [name, since])),
      isOnSpans: (name) => this.names.get(name)?.onSpans === true,
      isOnResources: (name) => this.names.get(name)?.onResources === true,
    };
  }

  toEncoderState(): EncoderState {
    return {
      columns: this.#columns.map(({ name }) => name),
      names: [...this.names],
      resources: [...this.resources],
    };
  }

  /** Writes what a batch brings that is new, inside the transaction that is open. */
  async write({ resources, names }: EncodedBatch): Promise<void> {
    for (const { id, digest, entries, kinds } of resources) {
      // Another batch of this transaction, or of one before, may have brought it.
      if (this.#hasResource(id)) continue;
      const map = new DuckDBMapValue(entries.map(([key, value]) => ({ key, value })));
      await this.#connection.run(
        'INSERT INTO resources VALUES ($1, $2, $3, $4)',
        [id, digest, map, kinds],
        [INTEGER, VARCHAR, MAP(VARCHAR, VARCHAR), VARCHAR],
      );
      this.#newResources.push([digest, id]);
      this.#newIds.add(id);
    }
    const news = names.filter(({ name, onSpans, onResources }) => {
      const known = this.names.get(name);
      const written = this.#newNames.some(
        (other) => other.name === name && other.onSpans === onSpans && other.onResources === onResources,
      );
      return !written && (known === undefined || (onSpans && !known.onSpans) || (onResources && !known.onResources));
    });
    if (news.length === 0) return;
    const appender = await this.#connection.createAppender('attribute_names');
    for (const { name, onSpans, onResources } of news) {
      appender.appendVarchar(name);
      appender.appendBoolean(onSpans);
      appender.appendBoolean(onResources);
      appender.endRow();
    }
    appender.closeSync();
    this.#newNames.push(...news);
  }

  /** Keeps what the transaction wrote, now that it is on disk. */
  commit(): void {
    for (const [digest, id] of this.#newResources) {
      this.resources.set(digest, id);
      this.#ids.add(id);
    }
    for (const { name, onSpans, onResources } of this.#newNames) {
      const known = this.names.get(name);
      this.names.set(name, {
        onSpans: onSpans || known?.onSpans === true,
        onResources: onResources || known?.onResources === true,
      });
    }
    this.rollBack();
  }

  rollBack(): void {
    this.#newIds.clear();
    this.#newResources = [];
    this.#newNames = [];
  }

  /** Adds columns to `spans`, filled from the map where that is quick. */
  async addColumns(names: readonly string[], cursor: bigint): Promise<void> {
    const known = new Set(this.#columns.map(({ name }) => name));
    const fresh = [...new Set(names)].filter((name) => !known.has(name));
    if (fresh.length === 0) return;
    const rows = (await this.#connection.runAndReadAll('SELECT count(*) FROM spans')).getRowsJS()[0]?.[0] as bigint;
    const since = rows <= mostBackfilled ? 0n : cursor;
    await this.#connection.run('BEGIN');
    try {
      for (const name of fresh) {
        await this.#connection.run(`ALTER TABLE spans ADD COLUMN ${quote(name)} VARCHAR`);
        await this.#connection.run('INSERT INTO attribute_columns VALUES ($1, $2)', [name, since]);
      }
      if (since === 0n && rows > 0n) {
        const list = fresh.map((name) => `${quote(name)} = attributes[${toLiteral(name)}]`).join(', ');
        await this.#connection.run(`UPDATE spans SET ${list}`);
      }
      await this.#connection.run('COMMIT');
    } catch (error) {
      await this.#connection.run('ROLLBACK').catch(() => undefined);
      throw error;
    }
    this.#columns = [...this.#columns, ...fresh.map((name) => ({ name, since }))];
  }

  #hasResource(id: number): boolean {
    return this.#newIds.has(id) || this.#ids.has(id);
  }
}

function toLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
