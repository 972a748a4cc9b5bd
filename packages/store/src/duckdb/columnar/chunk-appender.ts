import duckdb from '@duckdb/node-bindings';
import {
  BIGINT,
  BLOB,
  BOOLEAN,
  DOUBLE,
  DuckDBDataChunk,
  ENUM8,
  INTEGER,
  MAP,
  UBIGINT,
  UUID,
  VARCHAR,
} from '@duckdb/node-api';
import type { DuckDBAppender, DuckDBType } from '@duckdb/node-api';
import { chunkRows, toPlaces } from './chunk.ts';
import type { Chunk, ColumnKind, ColumnSpec } from './chunk.ts';
import { inlinedBytes } from './text-heap.ts';

const types: Readonly<Record<Exclude<ColumnKind, 'int64'>, DuckDBType>> = {
  int8: BOOLEAN,
  int32: INTEGER,
  double: DOUBLE,
  uuid: UUID,
  text: VARCHAR,
  map: MAP(VARCHAR, VARCHAR),
};

function toType({ kind, type, words }: ColumnSpec): DuckDBType {
  if (words !== undefined) return ENUM8(words);
  if (kind === 'int64') return type === 'UBIGINT' ? UBIGINT : BIGINT;
  return types[kind];
}

/** Hands chunks to DuckDB without making a JavaScript value of anything in them. */
export class ChunkAppender {
  readonly #specs: readonly ColumnSpec[];
  readonly #target: DuckDBDataChunk;
  readonly #heap = DuckDBDataChunk.create([BLOB]);
  #scratch = new Uint32Array(chunkRows * 4);

  /** `specs` are all columns of the table, in its order. */
  constructor(specs: readonly ColumnSpec[]) {
    this.#specs = specs;
    this.#target = DuckDBDataChunk.create(specs.map(toType));
  }

  /** Appends the rows from `from` up to, and without, `to`. Default: all. */
  append(appender: DuckDBAppender, chunk: Chunk, from: number = 0, to: number = chunk.rows): void {
    const target = this.#target;
    const rows = to - from;
    target.reset();
    const address = this.#placeHeap(chunk);
    const { places } = toPlaces(this.#specs.slice(0, chunk.columns), chunk.rows);
    for (const [index, spec] of this.#specs.entries()) {
      const vector = duckdb.data_chunk_get_vector(target.chunk, index);
      const place = places[index];
      // Without a place the column is younger than the chunk.
      if (place === undefined || place.validity !== undefined)
        setValidity(vector, toMask(chunk.arena, place?.validity, from, rows));
      if (place === undefined) continue;
      if (spec.kind === 'text') this.#copyTexts(vector, chunk.arena, place.values + from * 16, rows, address);
      else if (spec.kind === 'map') this.#copyMap(vector, chunk, place.values + from * 16, rows, address);
      else {
        const width = toWidth(spec.kind);
        duckdb.copy_data_to_vector(vector, 0, chunk.arena, place.values + from * width, width * rows);
      }
    }
    target.rowCount = rows;
    appender.appendDataChunk(target);
  }

  /** Copies the texts of a chunk into memory that DuckDB owns until the chunk is reset, and answers with its address. */
  #placeHeap({ heap, heapBytes }: Chunk): readonly [number, number] {
    this.#heap.reset();
    const vector = duckdb.data_chunk_get_vector(this.#heap.chunk, 0);
    // Longer than what DuckDB would keep in place, which has no address.
    const bytes = new Uint8Array(heap, 0, Math.min(heap.byteLength, Math.max(heapBytes, inlinedBytes * 2)));
    duckdb.vector_assign_string_element_len(vector, 0, bytes);
    const written = duckdb.vector_get_data(vector, 16);
    const view = new DataView(written.buffer, written.byteOffset, 16);
    return [view.getUint32(8, true), view.getUint32(12, true)];
  }

  #copyTexts(
    vector: duckdb.Vector,
    source: ArrayBuffer,
    start: number,
    rows: number,
    address: readonly [number, number],
  ): void {
    const words = this.#scratchFor(rows);
    words.set(new Uint32Array(source, start, rows * 4));
    const [low, high] = address;
    for (let at = 0; at < rows * 4; at += 4) {
      if ((words[at] ?? 0) <= inlinedBytes) continue;
      const sum = (words[at + 2] ?? 0) + low;
      words[at + 2] = sum;
      words[at + 3] = high + (sum > 0xff_ff_ff_ff ? 1 : 0);
    }
    duckdb.copy_data_to_vector(vector, 0, words.buffer as ArrayBuffer, 0, rows * 16);
  }

  #copyMap(
    vector: duckdb.Vector,
    { arena, map }: Chunk,
    start: number,
    rows: number,
    address: readonly [number, number],
  ): void {
    duckdb.copy_data_to_vector(vector, 0, arena, start, rows * 16);
    duckdb.list_vector_reserve(vector, map.size);
    duckdb.list_vector_set_size(vector, map.size);
    if (map.size === 0) return;
    const entries = duckdb.list_vector_get_child(vector);
    this.#copyTexts(duckdb.struct_vector_get_child(entries, 0), map.keys, 0, map.size, address);
    this.#copyTexts(duckdb.struct_vector_get_child(entries, 1), map.values, 0, map.size, address);
  }

  #scratchFor(rows: number): Uint32Array {
    if (this.#scratch.length < rows * 4) this.#scratch = new Uint32Array(rows * 4);
    return this.#scratch;
  }
}

function setValidity(vector: duckdb.Vector, mask: Uint8Array<ArrayBuffer>): void {
  duckdb.vector_ensure_validity_writable(vector);
  duckdb.copy_data_to_vector_validity(vector, 0, mask.buffer, mask.byteOffset, mask.byteLength);
}

/** The validity bits of some rows: whole words of 64, and none where there is no `start`. */
function toMask(arena: ArrayBuffer, start: number | undefined, from: number, rows: number): Uint8Array<ArrayBuffer> {
  const bytes = ((rows + 63) >>> 6) * 8;
  if (start === undefined) return new Uint8Array(bytes);
  if (from === 0) return new Uint8Array(arena, start, bytes);
  const given = new Uint8Array(arena, start);
  const mask = new Uint8Array(bytes);
  for (let row = 0; row < rows; row += 1) {
    const at = from + row;
    if (((given[at >>> 3] ?? 0) & (1 << (at & 7))) !== 0) mask[row >>> 3] = (mask[row >>> 3] ?? 0) | (1 << (row & 7));
  }
  return mask;
}

function toWidth(kind: Exclude<ColumnKind, 'text' | 'map'>): number {
  if (kind === 'int8') return 1;
  if (kind === 'int32') return 4;
  return kind === 'uuid' ? 16 : 8;
}
