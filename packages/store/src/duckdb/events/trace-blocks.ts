import { blobValue } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { BloomFilter } from './bloom-filter.ts';

/** Spans of a block, a fifth of DuckDB's row group: of that, ids are compared only where the cursor is in range. */
const blockSpans = 24_576;
/** Blocks that one round adds, so that it holds nothing up for long after an import. */
const mostOfRound = 100;

interface Block {
  /** It holds the spans after the first cursor up to the last one. */
  readonly after: number;
  readonly last: number;
  readonly traces: BloomFilter;
}

/** Cursors: after the first, up to the second. */
export type CursorRange = readonly [after: number, last: number];

/**
 * Which traces are in which part of the table, by the first 32 bits of their ids: to find one takes as long in a large
 * store as in a small one. Ids are random, so that DuckDB's own bounds of a row group pass by none of them.
 */
export class TraceBlocks {
  #blocks: readonly Block[] = [];

  async restore(connection: DuckDBConnection): Promise<void> {
    const rows = await connection.runAndReadAll('SELECT after, last, traces FROM trace_blocks ORDER BY last');
    this.#blocks = rows.getRowsJS().map(([after, last, traces]) => ({
      after: Number(after),
      last: Number(last),
      traces: new BloomFilter(traces as Uint8Array),
    }));
  }

  /** Where spans of a trace may be, in rising order; the last range is open. */
  find(prefix: string): readonly CursorRange[] {
    const key = Number.parseInt(prefix.slice(0, 8), 16);
    const ranges: CursorRange[] = [];
    const end: CursorRange = [this.#end, Number.MAX_SAFE_INTEGER];
    const found = this.#blocks
      .filter(({ traces }) => traces.has(key))
      .map(({ after, last }): CursorRange => [after, last]);
    for (const range of [...found, end]) {
      const before = ranges.at(-1);
      // Neighbours are read in one go.
      if (before?.[1] === range[0]) ranges[ranges.length - 1] = [before[0], range[1]];
      else ranges.push(range);
    }
    return ranges;
  }

  /** Makes blocks of the spans up to `cursor` that are in none yet, and answers with them. */
  async collect(connection: DuckDBConnection, cursor: number): Promise<readonly Block[]> {
    const fresh: Block[] = [];
    for (let after = this.#end; after + blockSpans <= cursor && fresh.length < mostOfRound; after += blockSpans) {
      const last = after + blockSpans;
      const rows = await connection.runAndReadAll(
        `SELECT string_agg(substr(id::VARCHAR, 1, 8), '') FROM (
          SELECT DISTINCT trace_id AS id FROM spans WHERE cursor > ${after} AND cursor <= ${last})`,
      );
      fresh.push({ after, last, traces: BloomFilter.of(toKeys(String(rows.getRowsJS()[0]?.[0] ?? ''))) });
    }
    return fresh;
  }

  /** Writes new blocks, and forgets those of which retention has left nothing. */
  async keep(connection: DuckDBConnection, fresh: readonly Block[]): Promise<void> {
    if (fresh.length === 0) return;
    for (const { after, last, traces } of fresh)
      await connection.run('INSERT INTO trace_blocks VALUES ($1, $2, $3)', [
        BigInt(after),
        BigInt(last),
        blobValue(traces.bytes),
      ]);
    const rows = await connection.runAndReadAll('SELECT coalesce(min(cursor), 0) FROM spans');
    const oldest = Number(rows.getRowsJS()[0]?.[0]);
    await connection.run(`DELETE FROM trace_blocks WHERE last < ${oldest}`);
    this.#blocks = [...this.#blocks, ...fresh].filter(({ last }) => last >= oldest);
  }

  get #end(): number {
    return this.#blocks.at(-1)?.last ?? 0;
  }
}

/** Ids come as one text of eight digits each: a quarter of the time that a row for each takes. */
function toKeys(digits: string): readonly number[] {
  const bytes = Buffer.from(digits, 'hex');
  return Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readUInt32BE(index * 4));
}
