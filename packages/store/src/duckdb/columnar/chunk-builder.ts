import { SeatrialError } from '@seatrial/model';
import type { BufferPool } from './buffer-pool.ts';
import { toPlaces } from './chunk.ts';
import type { Chunk, ColumnPlace, ColumnSpec } from './chunk.ts';
import { inlinedBytes, TextHeap } from './text-heap.ts';
import { referText } from './text-slot.ts';

/** Bytes of text that a row is expected to have. */
const textBytes = 400;
/** The same where most texts are given. */
const ownTextBytes = 64;

/** Fills a {@link Chunk} row by row, column by column. What is not set is zero, empty or, where a column may be, NULL. */
export class ChunkBuilder {
  readonly #places: readonly ColumnPlace[];
  readonly #arena: ArrayBuffer;
  readonly #heap: TextHeap;
  readonly #given: Uint8Array;
  readonly #views: (TextView | undefined)[];
  readonly #words: Uint32Array;
  readonly #bytes: Uint8Array;
  readonly #integers: BigInt64Array;
  readonly #doubles: Float64Array;
  readonly #specs: readonly ColumnSpec[];
  readonly #keys: TextList;
  readonly #values: TextList;
  rows = 0;

  /** @param given texts that {@link textAt} and its like refer to. */
  constructor(pool: BufferPool, specs: readonly ColumnSpec[], capacity: number, given?: Uint8Array) {
    const { places, bytes } = toPlaces(specs, capacity);
    this.#specs = specs;
    this.#places = places;
    this.#arena = takeZeroed(pool, bytes);
    this.#keys = new TextList(pool);
    this.#values = new TextList(pool);
    this.#heap =
      given === undefined
        ? new TextHeap(pool, capacity * textBytes)
        : new TextHeap(pool, capacity * ownTextBytes, given);
    this.#given = given ?? new Uint8Array();
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

  /** A text that was given, from `start` up to `end`. False where it is no UTF-8. Set once in a row. */
  textAt(column: number, start: number, end: number): boolean {
    this.#mark(column);
    return referText(this.#words, this.#bytes, (this.#at(column) >>> 2) + this.rows * 4, this.#given, start, end);
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

  /** A safe integer, as {@link int64} has it. */
  whole(column: number, value: number): void {
    this.words64(column, value, Math.floor(value / 0x1_00_00_00_00));
  }

  /** 64 bits, in two halves. */
  words64(column: number, low: number, high: number): void {
    const at = (this.#at(column) >>> 2) + this.rows * 2;
    this.#words[at] = low;
    this.#words[at + 1] = high;
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

  /** Eight bytes that were given, as {@link spanId} has them. */
  spanIdAt(column: number, start: number): void {
    this.words64(column, readWord(this.#given, start + 4), readWord(this.#given, start));
  }

  /** Sixteen bytes that were given, as {@link traceId} has them. */
  traceIdAt(column: number, start: number): void {
    const at = (this.#at(column) >>> 2) + this.rows * 4;
    this.#words[at] = readWord(this.#given, start + 12);
    this.#words[at + 1] = readWord(this.#given, start + 8);
    this.#words[at + 2] = readWord(this.#given, start + 4);
    this.#words[at + 3] = (readWord(this.#given, start) ^ 0x80_00_00_00) >>> 0;
    this.#mark(column);
  }

  /** Adds an entry to the map of this row; all of a row's are added before the next row. */
  mapEntry(column: number, key: string, value: string): void {
    this.#countEntry(column);
    this.#keys.add(key, this.#heap);
    this.#values.add(value, this.#heap);
  }

  /** The same for a value that was given. False where it is no UTF-8. */
  mapEntryAt(column: number, key: string, start: number, end: number): boolean {
    this.#countEntry(column);
    this.#keys.add(key, this.#heap);
    return this.#values.refer(this.#given, start, end);
  }

  #countEntry(column: number): void {
    const at = (this.#at(column) >>> 2) + this.rows * 4;
    if (this.#words[at + 2] === 0) this.#words[at] = this.#keys.size;
    this.#words[at + 2] = (this.#words[at + 2] ?? 0) + 1;
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

/** Different texts of a column that are remembered, so that each is in the heap once. */
const mostTexts = 64;

/** A column of texts; one that was there before is copied. */
class TextView {
  readonly #words: Uint32Array;
  readonly #bytes: Uint8Array;
  readonly #rows = new Map<string, number>();
  #last: string | undefined;
  #lastRow = 0;

  constructor(arena: ArrayBuffer, start: number, rows: number) {
    this.#words = new Uint32Array(arena, start, rows * 4);
    this.#bytes = new Uint8Array(arena, start, rows * 16);
  }

  set(row: number, text: string, heap: TextHeap): void {
    if (text.length <= inlinedBytes && text !== this.#last) {
      // As quickly written as found.
      heap.write(this.#words, this.#bytes, row, text);
      return;
    }
    const known = text === this.#last ? this.#lastRow : this.#rows.get(text);
    if (known === undefined) {
      heap.write(this.#words, this.#bytes, row, text);
      if (this.#rows.size < mostTexts) this.#rows.set(text, row);
    } else this.#copy(known, row);
    this.#last = text;
    this.#lastRow = row;
  }

  #copy(fromRow: number, toRow: number): void {
    const from = fromRow * 4;
    const to = toRow * 4;
    const words = this.#words;
    words[to] = words[from] ?? 0;
    words[to + 1] = words[from + 1] ?? 0;
    words[to + 2] = words[from + 2] ?? 0;
    words[to + 3] = words[from + 3] ?? 0;
  }
}

/** Texts of which it is not known how many there will be. */
class TextList {
  readonly #pool: BufferPool;
  buffer: ArrayBuffer;
  #words: Uint32Array;
  #bytes: Uint8Array;
  size = 0;

  constructor(pool: BufferPool) {
    this.#pool = pool;
    this.buffer = takeZeroed(pool, 4096);
    this.#words = new Uint32Array(this.buffer);
    this.#bytes = new Uint8Array(this.buffer);
  }

  add(text: string, heap: TextHeap): void {
    this.#reserve();
    heap.write(this.#words, this.#bytes, this.size, text);
    this.size += 1;
  }

  refer(given: Uint8Array, start: number, end: number): boolean {
    this.#reserve();
    const sound = referText(this.#words, this.#bytes, this.size * 4, given, start, end);
    this.size += 1;
    return sound;
  }

  #reserve(): void {
    if ((this.size + 1) * 16 > this.buffer.byteLength) {
      const larger = takeZeroed(this.#pool, this.buffer.byteLength * 2);
      new Uint8Array(larger).set(this.#bytes);
      this.#pool.give([this.buffer]);
      this.buffer = larger;
      this.#words = new Uint32Array(larger);
      this.#bytes = new Uint8Array(larger);
    }
  }
}

/** Four bytes, the first the highest. */
function readWord(bytes: Uint8Array, at: number): number {
  return (
    (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>> 0
  );
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

function takeZeroed(pool: BufferPool, bytes: number): ArrayBuffer {
  const buffer = pool.take(bytes);
  new Uint8Array(buffer).fill(0);
  return buffer;
}
