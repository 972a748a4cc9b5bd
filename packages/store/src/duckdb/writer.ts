import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api';
import { ChunkAppender } from './columnar/chunk-appender.ts';
import type { ColumnSpec } from './columnar/chunk.ts';
import { DuplicateCheck } from './duplicates.ts';
import { Dictionary } from './dictionary.ts';
import type { EncodedBatch, TableChunk } from './encoded-batch.ts';
import { placeRows } from './place-rows.ts';
import { spanColumns, tableColumns, toAttributeColumn } from './tables.ts';
import type { DataTable } from './tables.ts';

/** Rows that one transaction takes at most, unless one batch alone is larger. */
const mostRows = 65_536;

/** What became of the spans of a batch beside being stored. */
export interface WriteCounts {
  /** Spans that were there already. */
  readonly duplicates: number;
  /** Unfinished spans that made room for their final form. */
  readonly replaced: number;
  readonly late: number;
  readonly future: number;
}

export interface WriteOptions {
  /** Keep spans in the minutes of their end, as an import wants; default: late ones join the open minute. */
  readonly historic?: boolean;
}

interface Waiting {
  readonly batch: EncodedBatch;
  readonly options: WriteOptions;
  readonly rows: number;
  readonly resolve: (counts: WriteCounts) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes batches by group commit: what arrives while a transaction runs goes into the next one together, and each sender
 * is answered when its transaction is on disk.
 */
export class Writer {
  readonly #connection: DuckDBConnection;
  readonly #dictionary: Dictionary;
  readonly #duplicates: DuplicateCheck;
  readonly #appenders: Record<DataTable, ChunkAppender>;
  #cursor: bigint;
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;
  #broken: unknown;

  private constructor(
    connection: DuckDBConnection,
    dictionary: Dictionary,
    duplicates: DuplicateCheck,
    cursor: bigint,
  ) {
    this.#connection = connection;
    this.#dictionary = dictionary;
    this.#duplicates = duplicates;
    this.#cursor = cursor;
    this.#appenders = {
      spans: new ChunkAppender(this.#spanSpecs()),
      logs: new ChunkAppender(tableColumns.logs),
      metrics: new ChunkAppender(tableColumns.metrics),
    };
  }

  static async open(connection: DuckDBConnection): Promise<Writer> {
    const dictionary = await Dictionary.open(connection);
    const duplicates = await DuplicateCheck.open(connection);
    const rows = await connection.runAndReadAll('SELECT coalesce(max(cursor), 0) FROM spans');
    return new Writer(connection, dictionary, duplicates, rows.getRowsJS()[0]?.[0] as bigint);
  }

  /** Of the last row that was written. */
  get cursor(): bigint {
    return this.#cursor;
  }

  get dictionary(): Dictionary {
    return this.#dictionary;
  }

  write(batch: EncodedBatch, options: WriteOptions = {}): Promise<WriteCounts> {
    const rows = batch.chunks.reduce((sum, { chunk }) => sum + chunk.rows, 0);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ batch, options, rows, resolve, reject });
      this.#running ??= this.#drain();
    });
  }

  /** Runs `work` when no transaction is open, with none opened meanwhile. */
  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    while (this.#running !== undefined) await this.#running;
    let done = (): void => undefined;
    this.#running = new Promise((resolve) => {
      done = resolve;
    });
    try {
      return await work();
    } finally {
      this.#running = this.#waiting.length > 0 ? this.#drain() : undefined;
      done();
    }
  }

  async #drain(): Promise<void> {
    // One turn of the event loop lets messages that arrived together share a transaction.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) await this.#commit(this.#takeGroup());
    // In the same turn as the last look: a batch that came in between would wait for ever.
    this.#running = undefined;
  }

  #takeGroup(): readonly Waiting[] {
    let rows = 0;
    let count = 0;
    for (const waiting of this.#waiting) {
      if (count > 0 && rows + waiting.rows > mostRows) break;
      rows += waiting.rows;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  async #commit(group: readonly Waiting[]): Promise<void> {
    try {
      if (this.#broken !== undefined) throw this.#broken;
      const counts = await this.#transact(group);
      for (const [index, { resolve }] of group.entries()) resolve(counts[index] ?? noCounts);
    } catch (error) {
      // One bad batch must not take good ones down: each is tried alone.
      if (group.length > 1) for (const waiting of group) await this.#commit([waiting]);
      else group[0]?.reject(error);
    }
    try {
      await this.#addColumns(group.flatMap(({ batch }) => batch.newColumns));
    } catch (error) {
      // The encoder counts on the columns, so that nothing can be written any more until the store is opened anew.
      this.#broken = error;
    }
  }

  async #transact(group: readonly Waiting[]): Promise<readonly WriteCounts[]> {
    const counts: WriteCounts[] = [];
    let cursor = this.#cursor;
    await this.#connection.run('BEGIN');
    const appends = new OpenAppends(this.#connection, this.#appenders);
    try {
      for (const { batch, options } of group) {
        const sum = { duplicates: 0, replaced: 0, late: 0, future: 0 };
        for (const { table, chunk } of batch.chunks) {
          if (table === 'spans') {
            const placed = placeRows(chunk, cursor, Date.now(), options.historic === true);
            sum.late += placed.late;
            sum.future += placed.future;
            cursor += BigInt(chunk.rows);
          }
        }
        const { fresh, doubtful } = this.#duplicates.split(batch.chunks);
        for (const part of fresh) await appends.append(part);
        if (doubtful.length > 0) {
          appends.flush();
          await this.#duplicates.append(doubtful, this.#appenders.spans);
          const found = await this.#duplicates.settle();
          sum.duplicates += found.duplicates;
          sum.replaced += found.replaced;
        }
        await this.#dictionary.write(batch);
        counts.push(sum);
      }
      appends.flush();
      await this.#connection.run('COMMIT');
    } catch (error) {
      appends.drop();
      await this.#connection.run('ROLLBACK').catch(() => undefined);
      this.#dictionary.rollBack();
      throw error;
    }
    this.#dictionary.commit();
    this.#cursor = cursor;
    return counts;
  }

  /** Adds columns for attributes that are seen often. Rows that are there keep theirs in the map, where it is looked up. */
  async #addColumns(names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    await this.#dictionary.addColumns(names, this.#cursor);
    this.#appenders.spans = new ChunkAppender(this.#spanSpecs());
    await this.#duplicates.reset();
  }

  #spanSpecs(): readonly ColumnSpec[] {
    return [...spanColumns, ...this.#dictionary.columns.map(({ name }) => toAttributeColumn(name))];
  }
}

/** The appenders of one transaction: each table's rows go to DuckDB together. */
class OpenAppends {
  readonly #connection: DuckDBConnection;
  readonly #chunks: Readonly<Record<DataTable, ChunkAppender>>;
  readonly #open = new Map<DataTable, DuckDBAppender>();

  constructor(connection: DuckDBConnection, chunks: Readonly<Record<DataTable, ChunkAppender>>) {
    this.#connection = connection;
    this.#chunks = chunks;
  }

  async append({ table, chunk }: TableChunk): Promise<void> {
    const appender = this.#open.get(table) ?? (await this.#connection.createAppender(table));
    this.#open.set(table, appender);
    this.#chunks[table].append(appender, chunk);
  }

  /** Hands everything over, so that statements of the transaction see it. */
  flush(): void {
    for (const appender of this.#open.values()) appender.closeSync();
    this.#open.clear();
  }

  /** Lets go of them where the transaction is not to be. */
  drop(): void {
    for (const appender of this.#open.values())
      try {
        appender.closeSync();
      } catch {
        // What it still held is not wanted any more.
      }
    this.#open.clear();
  }
}

const noCounts: WriteCounts = { duplicates: 0, replaced: 0, late: 0, future: 0 };
