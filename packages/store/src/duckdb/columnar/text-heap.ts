import type { BufferPool } from './buffer-pool.ts';

/** Longest text that DuckDB keeps inside its 16-byte `string_t` (duckdb.h, `duckdb_string_t`). */
export const inlinedBytes = 12;

/** Up to here a loop is cheaper than the call into Node.js that writes UTF-8. */
const shortText = 48;

/**
 * The texts of a chunk as DuckDB lays them out: length and up to twelve bytes in place; longer ones as length, the first
 * four bytes, and where the rest is: here an offset into {@link used}, to which the writer's thread adds an address.
 */
export class TextHeap {
  readonly #pool: BufferPool;
  #buffer: Buffer;
  #length = 0;

  /** @param given texts that are in it from the beginning; they are copied. */
  constructor(pool: BufferPool, capacity: number, given: Uint8Array = new Uint8Array()) {
    this.#pool = pool;
    this.#buffer = Buffer.from(pool.take(given.length + capacity));
    this.#buffer.set(given);
    this.#length = given.length;
  }

  /** What was written so far. */
  get used(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#buffer.buffer as ArrayBuffer, 0, this.#length);
  }

  /** Writes `text` as the `string_t` at `index` of `words` and `bytes`, which view one zeroed buffer. */
  write(words: Uint32Array, bytes: Uint8Array, index: number, text: string): void {
    const { length } = text;
    if (length <= inlinedBytes && writeAscii(bytes, index * 16 + 4, text)) {
      words[index * 4] = length;
      return;
    }
    this.#reserve(length * 3);
    const start = this.#length;
    const size =
      length <= shortText && writeAscii(this.#buffer, start, text) ? length : this.#buffer.write(text, start);
    words[index * 4] = size;
    const at = index * 16 + 4;
    if (size <= inlinedBytes) {
      // A half-written attempt above is overwritten, and what is behind it cleared: DuckDB compares all twelve bytes.
      for (let byte = 0; byte < inlinedBytes; byte += 1)
        bytes[at + byte] = byte < size ? (this.#buffer[start + byte] ?? 0) : 0;
      return;
    }
    for (let byte = 0; byte < 4; byte += 1) bytes[at + byte] = this.#buffer[start + byte] ?? 0;
    words[index * 4 + 2] = start;
    words[index * 4 + 3] = 0;
    this.#length = start + size;
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.from(this.#pool.take(Math.max(needed, this.#buffer.length * 2)));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#pool.give([this.#buffer.buffer as ArrayBuffer]);
    this.#buffer = larger;
  }
}

/** False where a character is not ASCII; what is written by then is to be written anew. */
function writeAscii(target: Uint8Array, start: number, text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 127) return false;
    target[start + index] = code;
  }
  return true;
}
