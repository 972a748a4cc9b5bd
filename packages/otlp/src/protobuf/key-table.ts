import { isSame, hashBytes, longestKey, mostEntries } from './key-cache.ts';

interface Entry<T> {
  readonly bytes: Uint8Array;
  readonly value: T;
  /** What came after it the last time, and another time before: records of one kind have their keys in one order. */
  next: Entry<T> | undefined;
  other: Entry<T> | undefined;
}

/**
 * What is known of a text, by its bytes: no string is made of one that was seen before. Bounded like {@link KeyCache};
 * what is not remembered is made anew.
 */
export class KeyTable<T> {
  readonly #make: (text: string) => T;
  readonly #entries = new Map<number, Entry<T>>();
  readonly #start: Entry<T> = { bytes: new Uint8Array(0), value: undefined as T, next: undefined, other: undefined };
  #last: Entry<T> = this.#start;

  constructor(make: (text: string) => T) {
    this.#make = make;
  }

  /** To be called before the first key of a record. */
  begin(): void {
    this.#last = this.#start;
  }

  read(buffer: Buffer, start: number, end: number): T {
    const length = end - start;
    const { next, other } = this.#last;
    if (next !== undefined && isSame(next.bytes, buffer, start, length)) {
      this.#last = next;
      return next.value;
    }
    if (other !== undefined && isSame(other.bytes, buffer, start, length)) {
      this.#last = other;
      return other.value;
    }
    if (length > longestKey) return this.#make(buffer.toString('utf8', start, end));
    const hash = hashBytes(buffer, start, end);
    let entry = this.#entries.get(hash);
    if (entry === undefined || !isSame(entry.bytes, buffer, start, length)) {
      const value = this.#make(buffer.toString('utf8', start, end));
      if (entry !== undefined || this.#entries.size >= mostEntries) return value;
      entry = { bytes: new Uint8Array(buffer.subarray(start, end)), value, next: undefined, other: undefined };
      this.#entries.set(hash, entry);
    }
    this.#last.other = next;
    this.#last.next = entry;
    this.#last = entry;
    return entry.value;
  }
}
