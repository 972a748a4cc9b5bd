/** What a request held: the records that are sound, and how many were not. */
export interface Parsed<T> {
  readonly records: readonly T[];
  /** Records that were left out; the others of the request stand. */
  readonly rejected: number;
  /** Why, in a sentence for the sender; the empty string where nothing was rejected. */
  readonly reason: string;
}

/** Collects records and what was wrong with others. */
export class Collector<T> {
  readonly #records: T[] = [];
  #rejected = 0;
  #reason = '';

  add(record: T): void {
    this.#records.push(record);
  }

  reject(reason: string): void {
    this.#rejected += 1;
    if (this.#reason === '') this.#reason = reason;
  }

  toParsed(): Parsed<T> {
    return { records: this.#records, rejected: this.#rejected, reason: this.#reason };
  }
}

/** What is said of a span whose ids are none; W3C Trace Context, "trace-id" and "parent-id", forbids all zeros. */
export const badSpanId = 'a span needs a trace id of 16 bytes and a span id of 8 bytes, neither all zero';
