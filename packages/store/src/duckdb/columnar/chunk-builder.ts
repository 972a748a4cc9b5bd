import { SeatrialError } from '@seatrial/model';
import { toPlaces } from './chunk.ts';
import type { Chunk, ColumnPlace, ColumnSpec } from './chunk.ts';
import { TextHeap } from './text-heap.ts';

/** Bytes of text that a row is expected to have. */
const textBytes = 400;

/** Fills a {@link Chunk} row by row, column by column. What is not set is zero, empty or, where a column may be, NULL. */
export class ChunkBuilder {
  readonly #places: readonly ColumnPlace[];
  readonly #arena: ArrayBuffer;
  readonly #heap: TextHeap;
  readonly #views: (TextView | undefined)[];
  readonly #words: Uint32Array;
  readonly #bytes: Uint8Array;
  readonly #integers: BigInt64Array;
  readonly #doubles: Float64Array;
  readonly #specs: readonly ColumnSpec[];
  readonly #keys = new TextList();
  readonly #values = new TextList();
  rows = 0;

  constructor(specs: readonly ColumnSpec[], capacity: number) {
    const { places, bytes } = toPlaces(specs, capacity);
    this.#specs = specs;
    this.#places = places;
    this.#arena = new ArrayBuffer(bytes);
    this.#heap = new TextHeap(capacity * textBytes);
    this.#words = new Uint32Array(this.#arena);
    this.#bytes = new Uint8Array(this.#arena);
    this.#integers = new BigInt64Array(this.#arena);
    this.#doubles = new Float64Array(this.#arena);
    this.#views = specs.map(({ kind }, column) =>
      kind === 'text' ? new TextView(this.#arena, places[column]?.values ?? 0, capacity) : undefined,
    );
  }

  text(column: number, text: string): void {
    this.#views[column]?.set(this.rows, text, this.#heap);
    this.#mark(column);
  }

  bool(column: number, value: boolean): void {
    this.#bytes[this.#at(column) + this.rows] = value ? 1 : 0;
  }

  /** A small number, such as that of an ENUM's word. */
  int8(column: number, value: number): void {
    this.#bytes[this.#at(column) + this.rows] = value;
  }

  int32(column: number, value: number): void {
    this.#words[(this.#at(column) >>> 2) + this.rows] = value;
    this.#mark(column);
  }

  int64(column: number, value: bigint): void {
    this.#integers[(this.#at(column) >>> 3) + this.rows] = value;
    this.#mark(column);
  }

  double(column: number, value: number): void {
    this.#doubles[(this.#at(column) >>> 3) + this.rows] = value;
    this.#mark(column);
  }

  /** Eight bytes as 16 hex digits; DuckDB's UBIGINT. */
  spanId(column: number, hex: string): void {
    const at = (this.#at(column) >>> 2) + this.rows * 2;
    this.#words[at] = parseWord(hex, 8);
    this.#words[at + 1] = parseWord(hex, 0);
    this.#mark(column);
  }

  /** Sixteen bytes as 32 hex digits; DuckDB's UUID is a HUGEINT with its highest bit flipped, so that it sorts. */
  traceId(column: number, hex: string): void {
    const at = (this.#at(column) >>> 2) + this.rows * 4;
    this.#words[at] = parseWord(hex, 24);
    this.#words[at + 1] = parseWord(hex, 16);
    this.#words[at + 2] = parseWord(hex, 8);
    this.#words[at + 3] = (parseWord(hex, 0) ^ 0x80_00_00_00) >>> 0;
    this.#mark(column);
  }

  /** Adds an entry to the map of this row; all of a row's are added before the next row. */
  mapEntry(column: number, key: string, value: string): void {
    const at = (this.#at(column) >>> 2) + this.rows * 4;
    if (this.#words[at + 2] === 0) this.#words[at] = this.#keys.size;
    this.#words[at + 2] = (this.#words[at + 2] ?? 0) + 1;
    this.#keys.add(key, this.#heap);
    this.#values.add(value, this.#heap);
  }

  /** Ends a row. */
  next(): void {
    this.rows += 1;
  }

  toChunk(): Chunk {
    const heap = this.#heap.used;
    return {
      rows: this.rows,
      columns: this.#specs.length,
      arena: this.#arena,
      heap: heap.buffer,
      heapBytes: heap.length,
      map: { size: this.#keys.size, keys: this.#keys.buffer, values: this.#values.buffer },
    };
  }

  #at(column: number): number {
    return this.#places[column]?.values ?? 0;
  }

  #mark(column: number): void {
    const validity = this.#places[column]?.validity;
    if (validity === undefined) return;
    const at = validity + (this.rows >>> 3);
    this.#bytes[at] = (this.#bytes[at] ?? 0) | (1 << (this.rows & 7));
  }
}

/** A column of texts; one that says the same as its last row is copied. */
class TextView {
  readonly #words: Uint32Array;
  readonly #bytes: Uint8Array;
  #last: string | undefined;
  #lastRow = 0;

  constructor(arena: ArrayBuffer, start: number, rows: number) {
    this.#words = new Uint32Array(arena, start, rows * 4);
    this.#bytes = new Uint8Array(arena, start, rows * 16);
  }

  set(row: number, text: string, heap: TextHeap): void {
    if (text === this.#last) {
      const from = this.#lastRow * 4;
      const to = row * 4;
      const words = this.#words;
      words[to] = words[from] ?? 0;
      words[to + 1] = words[from + 1] ?? 0;
      words[to + 2] = words[from + 2] ?? 0;
      words[to + 3] = words[from + 3] ?? 0;
      return;
    }
    heap.write(this.#words, this.#bytes, row, text);
    this.#last = text;
    this.#lastRow = row;
  }
}

/** Texts of which it is not known how many there will be. */
class TextList {
  buffer: ArrayBuffer = new ArrayBuffer(1024);
  #words = new Uint32Array(this.buffer);
  #bytes = new Uint8Array(this.buffer);
  size = 0;

  add(text: string, heap: TextHeap): void {
    if ((this.size + 1) * 16 > this.buffer.byteLength) {
      const larger = new ArrayBuffer(this.buffer.byteLength * 2);
      new Uint8Array(larger).set(this.#bytes);
      this.buffer = larger;
      this.#words = new Uint32Array(larger);
      this.#bytes = new Uint8Array(larger);
    }
    heap.write(this.#words, this.#bytes, this.size, text);
    this.size += 1;
  }
}

const digits = new Int8Array(128).fill(-1);
for (let value = 0; value < 16; value += 1) {
  digits[value.toString(16).charCodeAt(0)] = value;
  digits[value.toString(16).toUpperCase().charCodeAt(0)] = value;
}

function parseWord(hex: string, start: number): number {
  let word = 0;
  for (let index = start; index < start + 8; index += 1) {
    const digit = digits[hex.charCodeAt(index)] ?? -1;
    if (digit === -1)
      throw new SeatrialError('SEATRIAL_BAD_ARGUMENT', `${JSON.stringify(hex)} is no id in hex digits.`);
    word = (word << 4) | digit;
  }
  return word >>> 0;
}
