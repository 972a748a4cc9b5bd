import type { DuckDBConnection } from '@duckdb/node-api';
import type { BufferPool } from './columnar/buffer-pool.ts';
import { ChunkAppender } from './columnar/chunk-appender.ts';
import type { ColumnSpec } from './columnar/chunk.ts';
import { DuplicateCheck } from './duplicates.ts';
import { Dictionary } from './dictionary.ts';
import { toBuffers } from './encoded-batch.ts';
import type { EncodedBatch } from './encoded-batch.ts';
import { Load } from './load.ts';
import { spanColumns, tableColumns, toAttributeColumn } from './tables.ts';
import { Transaction } from './transaction.ts';
import type { Arrival, Tools } from './transaction.ts';
import { addCounts, noCounts } from './write-counts.ts';
import type { WriteCounts } from './write-counts.ts';

/** Rows that one transaction takes at most, unless one batch alone is larger. */
const mostRows = 65_536;

/** Rows of logged batches that may wait for their transaction before senders have to wait, too. */
const mostBehind = 32_768;

/** How far the database is behind the log. */
export interface LogState {
  /** The last sequence that is in the database. */
  readonly loaded: number;
  /** Called where everything that the log has up to a sequence is in the database. */
  readonly onLoaded: (sequence: number) => Promise<void>;
}

/** A batch that its sender waits for. */
interface Direct {
  readonly kind: 'direct';
  readonly batch: EncodedBatch;
  readonly arrival: Arrival;
  readonly rows: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** A batch whose request is in the log. */
interface Logged {
  readonly kind: 'logged';
  readonly batch: EncodedBatch;
  readonly arrival: Arrival;
  readonly sequence: number;
}

interface Work {
  readonly kind: 'work';
  readonly run: () => Promise<void>;
}

type Task = Direct | Logged | Work;

/**
 * Writes batches in the order in which they came. Those that nobody waits for, since a log has them, are collected into
 * transactions as large as DuckDB writes best; the others by group commit: what arrives while a transaction runs goes
 * into the next one together, and each sender is answered when its transaction is on disk.
 */
export class Writer {
  readonly #tools: Tools & { readonly appenders: { spans: ChunkAppender } };
  readonly #load: Load;
  #tasks: Task[] = [];
  #running: Promise<void> | undefined;
  /** Rows of logged batches that are not in a transaction yet, and who waits until they are fewer. */
  #behind = 0;
  readonly #waitingForRoom: (() => void)[] = [];
  #broken: unknown;
  #counts: WriteCounts = noCounts;

  private constructor(
    connection: DuckDBConnection,
    dictionary: Dictionary,
    duplicates: DuplicateCheck,
    cursor: bigint,
    log: LogState,
    pool: BufferPool,
  ) {
    this.#tools = {
      connection,
      dictionary,
      duplicates,
      pool,
      appenders: {
        spans: new ChunkAppender(toSpanSpecs(dictionary)),
        logs: new ChunkAppender(tableColumns.logs),
        metrics: new ChunkAppender(tableColumns.metrics),
        functions: new ChunkAppender(tableColumns.functions),
      },
    };
    this.#load = new Load(this.#tools, cursor, log.loaded, log.onLoaded);
  }

  static async open(connection: DuckDBConnection, log: LogState, pool: BufferPool): Promise<Writer> {
    const dictionary = await Dictionary.open(connection);
    const duplicates = await DuplicateCheck.open(connection);
    const rows = await connection.runAndReadAll('SELECT coalesce(max(cursor), 0) FROM spans');
    return new Writer(connection, dictionary, duplicates, rows.getRowsJS()[0]?.[0] as bigint, log, pool);
  }

  /** Of the last row that was written. */
  get cursor(): bigint {
    return this.#load.cursor;
  }

  get dictionary(): Dictionary {
    return this.#tools.dictionary;
  }

  /** Of all spans that were written since the writer was opened. */
  get counts(): WriteCounts {
    return addCounts(this.#counts, this.#load.counts);
  }

  /** Rows of logged batches that are not in the database yet. */
  get unloaded(): number {
    return this.#behind + this.#load.rows;
  }

  /** Why nothing can be written any more until the store is opened anew; undefined where all is well. */
  get broken(): unknown {
    return this.#broken;
  }

  /** Resolves when the batch is in the database, and on disk. */
  write(batch: EncodedBatch, arrival: Arrival): Promise<void> {
    const rows = toRows(batch);
    return new Promise((resolve, reject) => {
      this.#add({ kind: 'direct', batch, arrival, rows, resolve, reject });
    });
  }

  /**
   * Takes a batch whose request is in the log under this sequence: it is in the database after the next `settle`.
   * Resolves when there is room for more, so that what waits in memory is bounded by answers that are not given.
   */
  async load(batch: EncodedBatch, arrival: Arrival, sequence: number): Promise<void> {
    const rows = toRows(batch);
    this.#behind += rows;
    this.#add({ kind: 'logged', batch, arrival, sequence });
    if (this.#behind > mostBehind) await new Promise<void>((resolve) => this.#waitingForRoom.push(resolve));
  }

  /** Resolves when all that was taken before is in the database. */
  async settle(): Promise<void> {
    if (this.#running === undefined && this.#load.isEmpty) {
      if (this.#broken !== undefined) throw this.#broken;
      return;
    }
    await this.exclusively(() => Promise.resolve());
  }

  /** Runs `work` when all that was taken before is in the database and no transaction is open, with none opened meanwhile. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const run = async (): Promise<void> => {
        if (this.#broken === undefined) await work().then(resolve, reject);
        else reject(this.#broken);
      };
      this.#add({ kind: 'work', run });
    });
  }

  #add(task: Task): void {
    this.#tasks.push(task);
    this.#running ??= this.#drain();
  }

  async #drain(): Promise<void> {
    while (this.#tasks.length > 0) {
      // A turn of the event loop: what arrived together shares a transaction, and logging goes on between appends.
      await new Promise((resolve) => setImmediate(resolve));
      const [task] = this.#tasks;
      if (task?.kind === 'logged') {
        this.#tasks.shift();
        await this.#guard(() => this.#loadOne(task));
        this.#behind -= toRows(task.batch);
        if (this.#behind <= mostBehind) for (const resolve of this.#waitingForRoom.splice(0)) resolve();
        continue;
      }
      await this.#guard(() => this.#load.commit());
      if (task?.kind === 'work') {
        this.#tasks.shift();
        await task.run();
      } else {
        const group = this.#takeGroup();
        await this.#guard(() => this.#addLacking(group));
        await this.#commit(group);
        // The encoder counts on the columns from the next batch on.
        await this.#guard(() => this.#addColumns(group.flatMap(({ batch }) => batch.newColumns)));
      }
    }
    // In the same turn as the last look: a task that came in between would wait for ever.
    this.#running = undefined;
  }

  /** What fails here has no sender who waits for it, but a log: the store is opened anew, and reads it again. */
  async #guard(work: () => Promise<void>): Promise<void> {
    if (this.#broken !== undefined) return;
    try {
      await work();
    } catch (error) {
      this.#broken = error;
      await this.#load.rollBack();
    }
  }

  async #loadOne({ batch, arrival, sequence }: Logged): Promise<void> {
    if (this.#lacksColumns(batch)) {
      await this.#load.commit();
      await this.#addColumns(batch.newColumns);
    }
    await this.#load.append(batch, arrival, sequence);
    if (batch.newColumns.length === 0) return;
    await this.#load.commit();
    await this.#addColumns(batch.newColumns);
  }

  /** True where the chunks of a batch have columns that the table does not have yet. */
  #lacksColumns({ chunks }: EncodedBatch): boolean {
    const columns = spanColumns.length + this.#tools.dictionary.columns.length;
    return chunks.some(({ table, chunk }) => table === 'spans' && chunk.columns > columns);
  }

  #takeGroup(): readonly Direct[] {
    let rows = 0;
    const group: Direct[] = [];
    for (const task of this.#tasks) {
      if (task.kind !== 'direct') break;
      // The first alone may be larger, or need columns that are made before it.
      if (group.length > 0 && (rows + task.rows > mostRows || this.#lacksColumns(task.batch))) break;
      rows += task.rows;
      group.push(task);
    }
    this.#tasks.splice(0, group.length);
    return group;
  }

  async #commit(group: readonly Direct[]): Promise<void> {
    try {
      if (this.#broken !== undefined) throw this.#broken;
      await this.#transact(group);
      for (const { batch, resolve } of group) {
        this.#tools.pool.give(toBuffers(batch));
        resolve();
      }
    } catch (error) {
      // One bad batch must not take good ones down: each is tried alone.
      if (group.length > 1) for (const task of group) await this.#commit([task]);
      else group[0]?.reject(error);
    }
  }

  async #addLacking(group: readonly Direct[]): Promise<void> {
    for (const { batch } of group) if (this.#lacksColumns(batch)) await this.#addColumns(batch.newColumns);
  }

  async #transact(group: readonly Direct[]): Promise<void> {
    const transaction = await Transaction.begin(this.#tools, this.#load.cursor);
    try {
      for (const { batch, arrival } of group) await transaction.append(batch, arrival);
      await transaction.commit();
    } catch (error) {
      await transaction.rollBack();
      throw error;
    }
    this.#load.cursor = transaction.cursor;
    this.#counts = addCounts(this.#counts, transaction.counts);
  }

  /** Adds columns for attributes that are seen often. Rows that are there keep theirs in the map, where it is looked up. */
  async #addColumns(names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    const { dictionary, duplicates, appenders } = this.#tools;
    await dictionary.addColumns(names, this.#load.cursor);
    appenders.spans = new ChunkAppender(toSpanSpecs(dictionary));
    await duplicates.reset();
  }
}

function toRows({ chunks }: EncodedBatch): number {
  return chunks.reduce((sum, { chunk }) => sum + chunk.rows, 0);
}

function toSpanSpecs({ columns }: Dictionary): readonly ColumnSpec[] {
  return [...spanColumns, ...columns.map(toAttributeColumn)];
}
