import type { DuckDBConnection } from '@duckdb/node-api';
import { DuckDBMapValue, INTEGER, MAP, VARCHAR } from '@duckdb/node-api';
import type { EncoderState } from './encoder.ts';
import type { EncodedBatch, NewName } from './encoded-batch.ts';
import type { Layout } from './selector-sql.ts';
import { isIntegerName } from './integer-names.ts';
import { toLiteral, toWholeSql } from './promoted-column.ts';
import type { PromotedColumn } from './promoted-column.ts';
import { quote, toAttributeColumn } from './tables.ts';

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
  readonly #newMixed = new Set<string>();

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
    const columns = await rows('SELECT name, since, integer, mixed FROM attribute_columns ORDER BY rowid');
    return new Dictionary(
      connection,
      new Map(
        names.map(([name, onSpans, onResources]) => [
          String(name),
          { onSpans: onSpans === true, onResources: onResources === true },
        ]),
      ),
      new Map(resources.map(([digest, id]) => [String(digest), Number(id)])),
      columns.map(([name, since, integer, mixed]) => ({
        name: String(name),
        since: since as bigint,
        integer: integer === true,
        mixed: mixed === true,
      })),
    );
  }

  get columns(): readonly PromotedColumn[] {
    return this.#columns;
  }

  toLayout(): Layout {
    return {
      columns: new Map(this.#columns.map((column) => [column.name, column])),
      isOnSpans: (name) => this.names.get(name)?.onSpans === true,
      isOnResources: (name) => this.names.get(name)?.onResources === true,
    };
  }

  toEncoderState(): EncoderState {
    return {
      columns: this.#columns,
      names: [...this.names],
      resources: [...this.resources],
    };
  }

  /** Writes what a batch brings that is new, inside the transaction that is open. */
  async write({ resources, names, mixed }: EncodedBatch): Promise<void> {
    await this.#writeMixed(mixed);
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
    if (this.#newMixed.size > 0)
      this.#columns = this.#columns.map((column) =>
        this.#newMixed.has(column.name) ? { ...column, mixed: true } : column,
      );
    this.rollBack();
  }

  rollBack(): void {
    this.#newIds.clear();
    this.#newMixed.clear();
    this.#newResources = [];
    this.#newNames = [];
  }

  async #writeMixed(names: readonly string[]): Promise<void> {
    for (const name of names) {
      const column = this.#columns.find((known) => known.name === name);
      if (column === undefined || column.mixed || this.#newMixed.has(name)) continue;
      await this.#connection.run('UPDATE attribute_columns SET mixed = TRUE WHERE name = $1', [name]);
      this.#newMixed.add(name);
    }
  }

  /** Adds columns to `spans`, filled from the map where that is quick. */
  async addColumns(names: readonly string[], cursor: bigint): Promise<void> {
    const known = new Set(this.#columns.map(({ name }) => name));
    const fresh = [...new Set(names)].filter((name) => !known.has(name));
    if (fresh.length === 0) return;
    const count = async (where: string): Promise<bigint> =>
      (await this.#connection.runAndReadAll(`SELECT count(*) FROM spans WHERE ${where}`)).getRowsJS()[0]?.[0] as bigint;
    const rows = await count('TRUE');
    const since = rows <= mostBackfilled ? 0n : cursor;
    const added: PromotedColumn[] = [];
    await this.#connection.run('BEGIN');
    try {
      for (const name of fresh) {
        const integer = isIntegerName(name);
        const { type } = toAttributeColumn({ name, integer });
        await this.#connection.run(`ALTER TABLE spans ADD COLUMN ${quote(name)} ${type}`);
        added.push({ name, since, integer, mixed: false });
      }
      if (since === 0n && rows > 0n) {
        await this.#connection.run(`UPDATE spans SET ${added.map(toFill).join(', ')}`);
        for (const [index, column] of added.entries()) {
          const left = `${quote(column.name)} IS NULL AND attributes[${toLiteral(column.name)}] IS NOT NULL`;
          if (column.integer && (await count(left)) > 0n) added[index] = { ...column, mixed: true };
        }
      }
      for (const { name, integer, mixed } of added)
        await this.#connection.run('INSERT INTO attribute_columns VALUES ($1, $2, $3, $4)', [
          name,
          since,
          integer,
          mixed,
        ]);
      await this.#connection.run('COMMIT');
    } catch (error) {
      await this.#connection.run('ROLLBACK').catch(() => undefined);
      throw error;
    }
    this.#columns = [...this.#columns, ...added];
  }

  #hasResource(id: number): boolean {
    return this.#newIds.has(id) || this.#ids.has(id);
  }
}

/** Sets a new column to what rows have in the map, which keeps it. */
function toFill({ name, integer }: PromotedColumn): string {
  const inMap = `attributes[${toLiteral(name)}]`;
  return `${quote(name)} = ${integer ? toWholeSql(name, inMap, 'kinds') : inMap}`;
}
