import { toPlaces } from './columnar/chunk.ts';
import type { Chunk } from './columnar/chunk.ts';
import { toMinute } from './minutes.ts';
import { spanColumns, toIndexes } from './tables.ts';

const at = toIndexes(spanColumns);

/** Writes cursor and minute into the rows of a chunk of spans, and counts those that are late or from the future. */
export function placeRows(
  chunk: Chunk,
  after: bigint,
  nowMs: number,
  historic: boolean,
): { readonly late: number; readonly future: number } {
  const { places } = toPlaces(spanColumns, chunk.rows);
  const start = (name: string): number => places[at(name)]?.values ?? 0;
  const cursors = new BigInt64Array(chunk.arena, start('cursor'), chunk.rows);
  const minutes = new Int32Array(chunk.arena, start('minute'), chunk.rows);
  const begins = new BigInt64Array(chunk.arena, start('start_ns'), chunk.rows);
  const durations = new BigInt64Array(chunk.arena, start('duration_ns'), chunk.rows);
  let late = 0;
  let future = 0;
  for (let row = 0; row < chunk.rows; row += 1) {
    cursors[row] = after + BigInt(row + 1);
    const endNano = Number(begins[row]) + Number(durations[row]);
    const placed = toMinute(endNano, nowMs);
    minutes[row] = historic ? Math.floor(endNano / 6e10) : placed.minute;
    if (historic) continue;
    late += placed.late ? 1 : 0;
    future += placed.future ? 1 : 0;
  }
  return { late, future };
}
