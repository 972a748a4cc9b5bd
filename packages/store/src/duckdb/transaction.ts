import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api';
import type { BufferPool } from './columnar/buffer-pool.ts';
import type { ChunkAppender } from './columnar/chunk-appender.ts';
import type { Chunk } from './columnar/chunk.ts';
import type { Dictionary } from './dictionary.ts';
import type { DuplicateCheck } from './duplicates.ts';
import type { EncodedBatch } from './encoded-batch.ts';
import { placeRows } from './place-rows.ts';
import type { DataTable } from './tables.ts';
import { addCounts, noCounts } from './write-counts.ts';
import type { WriteCounts } from './write-counts.ts';

/** Rows after which an appender hands over what it holds: each time costs a little, and meanwhile the thread stands still. */
const handOverRows = 8192;

/** What a transaction writes with. */
export interface Tools {
  readonly connection: DuckDBConnection;
  readonly dictionary: Dictionary;
  readonly duplicates: DuplicateCheck;
  readonly appenders: Readonly<Record<DataTable, ChunkAppender>>;
  /** Where the memory of chunks goes back to. */
  readonly pool: BufferPool;
}

/** How a batch stands to the clock. */
export interface Arrival {
  readonly atMs: number;
  /** Spans are counted in the minutes of their own, as an import wants; otherwise late ones join the open minute. */
  readonly historic: boolean;
}

interface OpenAppender {
  readonly appender: DuckDBAppender;
  rows: number;
}

/** A transaction that takes batches until it is committed: all of them are stored then, or none. */
export class Transaction {
  readonly #tools: Tools;
  readonly #open = new Map<DataTable, OpenAppender>();
  /** The cursor of the last span. */
  cursor: bigint;
  /** Spans that came in since it began. */
  spans = 0;
  counts: WriteCounts = noCounts;

  private constructor(tools: Tools, cursor: bigint) {
    this.#tools = tools;
    this.cursor = cursor;
  }

  /** @param cursor of the last span before. */
  static async begin(tools: Tools, cursor: bigint): Promise<Transaction> {
    await tools.connection.run('BEGIN');
    return new Transaction(tools, cursor);
  }

  /**
   * Adds a batch. Of a chunk of spans that are new for sure only the first `room` rows may be added: the answer is the
   * rest, for a transaction to come.
   */
  async append(batch: EncodedBatch, arrival: Arrival, room: number = Number.POSITIVE_INFINITY): Promise<Rest[]> {
    const { dictionary, duplicates } = this.#tools;
    const doubtful: Chunk[] = [];
    const rest: Rest[] = [];
    for (const { table, chunk } of batch.chunks) {
      if (table !== 'spans') {
        await this.#append(table, chunk, 0, chunk.rows);
        continue;
      }
      const { late, future } = placeRows(chunk, this.cursor, arrival.atMs, arrival.historic);
      this.counts = addCounts(this.counts, { ...noCounts, late, future });
      this.cursor += BigInt(chunk.rows);
      if (duplicates.mayKnow(chunk)) doubtful.push(chunk);
      else await this.appendRows({ chunk, from: 0 }, room, rest);
    }
    await dictionary.write(batch);
    if (doubtful.length > 0) await this.#appendDoubtful(doubtful);
    return rest;
  }

  /** Adds rows that have their places already, as many as there is room for, and puts the others into `rest`. */
  async appendRows({ chunk, from }: Rest, room: number, rest: Rest[]): Promise<void> {
    const to = Math.min(chunk.rows, from + Math.max(0, room - this.spans));
    if (to > from) await this.#append('spans', chunk, from, to);
    this.spans += to - from;
    if (to < chunk.rows) rest.push({ chunk, from: to });
  }

  async commit(): Promise<void> {
    this.#handOver();
    await this.#tools.connection.run('COMMIT');
    this.#tools.dictionary.commit();
  }

  async rollBack(): Promise<void> {
    for (const { appender } of this.#open.values())
      try {
        appender.closeSync();
      } catch {
        // What it still held is not wanted any more.
      }
    this.#open.clear();
    await this.#tools.connection.run('ROLLBACK').catch(() => undefined);
    this.#tools.dictionary.rollBack();
  }

  async #append(table: DataTable, chunk: Chunk, from: number, to: number): Promise<void> {
    const { connection, appenders } = this.#tools;
    const open = this.#open.get(table) ?? { appender: await connection.createAppender(table), rows: 0 };
    this.#open.set(table, open);
    appenders[table].append(open.appender, chunk, from, to);
    open.rows += to - from;
    if (open.rows >= handOverRows) this.#handOver();
  }

  async #appendDoubtful(chunks: readonly Chunk[]): Promise<void> {
    const { duplicates, appenders } = this.#tools;
    this.#handOver();
    await duplicates.append(chunks, appenders.spans);
    const found = await duplicates.settle();
    this.spans += chunks.reduce((sum, { rows }) => sum + rows, 0) - found.duplicates;
    this.counts = addCounts(this.counts, { ...noCounts, ...found });
  }

  /** Gives everything to DuckDB, so that statements of the transaction see it. */
  #handOver(): void {
    for (const { appender } of this.#open.values()) appender.closeSync();
    this.#open.clear();
  }
}

/** Rows of a chunk that are still to be appended. */
export interface Rest {
  readonly chunk: Chunk;
  readonly from: number;
}
