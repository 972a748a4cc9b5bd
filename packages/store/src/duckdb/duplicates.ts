import type { DuckDBConnection } from '@duckdb/node-api';
import type { ChunkAppender } from './columnar/chunk-appender.ts';
import { toPlaces } from './columnar/chunk.ts';
import type { Chunk } from './columnar/chunk.ts';
import { hashWords, RecentSpans } from './recent-spans.ts';
import { spanColumns, toIndexes } from './tables.ts';

const at = toIndexes(spanColumns);

/** A span is the same where trace, span id, kind and start are: an id that a client and its server share are two spans. */
const same = 's.start_ns = i.start_ns AND s.trace_id = i.trace_id AND s.span_id = i.span_id AND s.kind = i.kind';

/**
 * Counts a span once that is delivered twice, and lets the final form of a span take the place of an unfinished one.
 * Only chunks with a span that may have been seen before take the way over a table of their own.
 */
export class DuplicateCheck {
  readonly #connection: DuckDBConnection;
  readonly #recent = new RecentSpans();
  /** Start times of spans that were stored before this process: they are in no memory. */
  readonly #before: { readonly from: bigint; readonly to: bigint };

  private constructor(connection: DuckDBConnection, from: bigint, to: bigint) {
    this.#connection = connection;
    this.#before = { from, to };
  }

  static async open(connection: DuckDBConnection): Promise<DuplicateCheck> {
    const [row] = (await connection.runAndReadAll('SELECT min(start_ns), max(start_ns) FROM spans')).getRowsJS();
    const [from, to] = row ?? [];
    return new DuplicateCheck(connection, (from as bigint | null) ?? 1n, (to as bigint | null) ?? 0n);
  }

  async append(chunks: readonly Chunk[], by: ChunkAppender): Promise<void> {
    await this.#connection.run('CREATE TEMP TABLE IF NOT EXISTS incoming AS FROM spans LIMIT 0');
    const appender = await this.#connection.createAppender('incoming', 'main', 'temp');
    try {
      for (const chunk of chunks) by.append(appender, chunk);
      appender.flushSync();
    } finally {
      appender.closeSync();
    }
  }

  /** Moves what is new from `incoming` to `spans`. */
  async settle(): Promise<{ readonly duplicates: number; readonly replaced: number }> {
    const read = async (sql: string): Promise<readonly unknown[]> =>
      (await this.#connection.runAndReadAll(sql)).getRowsJS()[0] ?? [];
    const [count, from, to] = await read('SELECT count(*), min(start_ns), max(start_ns) FROM incoming');
    // Bounds as numbers in the statement let DuckDB pass by what lies outside of them.
    const near = `s.start_ns BETWEEN ${String(from)} AND ${String(to)}`;
    const [replaced] = await read(
      `DELETE FROM spans s USING incoming i WHERE ${near} AND s.unfinished AND NOT i.unfinished AND ${same}`,
    );
    const [added] = await read(
      `INSERT INTO spans BY NAME SELECT * FROM (FROM incoming QUALIFY row_number() OVER (
        PARTITION BY trace_id, span_id, kind, start_ns ORDER BY unfinished, cursor) = 1) i
        WHERE NOT EXISTS (SELECT 1 FROM spans s WHERE ${near} AND ${same})`,
    );
    await this.#connection.run('DELETE FROM incoming');
    return { duplicates: Number(count) - Number(added), replaced: Number(replaced) };
  }

  /** To be called where `spans` has changed its columns. */
  async reset(): Promise<void> {
    await this.#connection.run('DROP TABLE IF EXISTS temp.main.incoming');
  }

  /** False where all spans of a chunk are new for sure. */
  mayKnow(chunk: Chunk): boolean {
    const { places } = toPlaces(spanColumns, chunk.rows);
    const start = (name: string): number => places[at(name)]?.values ?? 0;
    const words = new Uint32Array(chunk.arena);
    const starts = new BigInt64Array(chunk.arena, start('start_ns'), chunk.rows);
    const kinds = new Uint8Array(chunk.arena, start('kind'), chunk.rows);
    const [trace, span] = [start('trace_id') >>> 2, start('span_id') >>> 2];
    let known = false;
    for (let row = 0; row < chunk.rows; row += 1) {
      const seed = hashWords(words, span + row * 2, 2, kinds[row] ?? 0);
      const high = hashWords(words, trace + row * 4, 4, seed);
      const low = hashWords(words, trace + row * 4, 4, ~seed);
      if (this.#recent.add(high, (low | 1) >>> 0)) known = true;
      const begin = starts[row] ?? 0n;
      if (begin >= this.#before.from && begin <= this.#before.to) known = true;
    }
    return known;
  }
}
