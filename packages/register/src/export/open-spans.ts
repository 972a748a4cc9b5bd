import type { ReadableSpan } from '@opentelemetry/sdk-trace';

const place: unique symbol = Symbol('seatrial.place');

type Placed = ReadableSpan & { [place]?: number };

/**
 * Spans that have started and not ended. A Set will not do: V8 replaces its table every few spans, each old table leads
 * to the next one, and what a table has held survives all collections of young objects by that.
 */
export class OpenSpans implements Iterable<ReadableSpan> {
  readonly #spans: Placed[] = [];

  add(span: ReadableSpan): void {
    (span as Placed)[place] = this.#spans.length;
    this.#spans.push(span);
  }

  delete(span: ReadableSpan): void {
    const at = (span as Placed)[place];
    const last = this.#spans.at(-1);
    if (at === undefined || last === undefined || this.#spans[at] !== span) return;
    this.#spans[at] = last;
    last[place] = at;
    this.#spans.pop();
  }

  /** As they are now, the oldest first. */
  [Symbol.iterator](): Iterator<ReadableSpan> {
    const oldestFirst = this.#spans.toSorted(({ startTime: [s1, n1] }, { startTime: [s2, n2] }) => s1 - s2 || n1 - n2);
    return oldestFirst.values();
  }
}
