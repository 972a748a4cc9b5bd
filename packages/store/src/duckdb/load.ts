import { toBuffers } from './encoded-batch.ts';
import type { EncodedBatch } from './encoded-batch.ts';
import { Transaction } from './transaction.ts';
import type { Arrival, Rest, Tools } from './transaction.ts';
import { addCounts, noCounts } from './write-counts.ts';
import type { WriteCounts } from './write-counts.ts';

/**
 * Rows of DuckDB's row groups. A transaction with exactly as many writes them to the file once, compressed, past its
 * write-ahead log; with one row more or less it costs twice as much (`npm run bench ingest`).
 */
const rowGroup = 122_880;

/** Logged batches on their way into the database: a transaction stays open until it has a row group, or is asked to end. */
export class Load {
  readonly #tools: Tools;
  readonly #onLoaded: (sequence: number) => Promise<void>;
  #open: Transaction | undefined;
  /** The last sequence of which every row is in the open transaction. */
  #sequence: number;
  #counts: WriteCounts = noCounts;
  /** Of the last span that was given a place. */
  cursor: bigint;

  constructor(tools: Tools, cursor: bigint, sequence: number, onLoaded: (sequence: number) => Promise<void>) {
    this.#tools = tools;
    this.cursor = cursor;
    this.#sequence = sequence;
    this.#onLoaded = onLoaded;
  }

  get isEmpty(): boolean {
    return this.#open === undefined;
  }

  /** Spans of the open transaction. */
  get rows(): number {
    return this.#open?.spans ?? 0;
  }

  get counts(): WriteCounts {
    return this.#counts;
  }

  async append(batch: EncodedBatch, arrival: Arrival, sequence: number): Promise<void> {
    this.#open ??= await Transaction.begin(this.#tools, this.cursor);
    let rest: readonly Rest[] = await this.#open.append(batch, arrival, rowGroup);
    this.cursor = this.#open.cursor;
    while (rest.length > 0) {
      await this.commit();
      const next = (this.#open = await Transaction.begin(this.#tools, this.cursor));
      const left: Rest[] = [];
      for (const part of rest) await next.appendRows(part, rowGroup, left);
      rest = left;
    }
    this.#sequence = sequence;
    this.#tools.pool.give(toBuffers(batch));
    if (this.#open.spans >= rowGroup) await this.commit();
  }

  async commit(): Promise<void> {
    const transaction = this.#open;
    if (transaction === undefined) return;
    const { connection } = this.#tools;
    await connection.run(`INSERT OR REPLACE INTO seatrial_meta VALUES ('loaded_sequence', '${this.#sequence}')`);
    await transaction.commit();
    this.#open = undefined;
    this.#counts = addCounts(this.#counts, transaction.counts);
    await this.#onLoaded(this.#sequence);
  }

  async rollBack(): Promise<void> {
    await this.#open?.rollBack();
    this.#open = undefined;
  }
}
