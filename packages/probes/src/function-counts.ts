import { Cell } from './cell.ts';
import { divide } from './share.ts';
import { doubleStride, toStride } from './stride.ts';

/** What is kept of one watched function beside the two numbers that its text counts in. */
export class FunctionCounts {
  /** Calls that were read out of the array by now. */
  calls = 0;
  stride = 1;
  /** The stride when the countdown that runs was set: what the call at its end stands for. */
  armed = 1;
  firstSeenMs = 0;
  /** Whether the last reading said that the file is loaded. */
  toldLoaded = false;
  /** Something other than calls is new since the last reading. */
  hasNews = false;
  readonly cells: Cell[] = [new Cell()];
  #timed = 0;
  #budget: number;
  #callsBefore = 0;
  #callsTold = 0;
  /** Times of the last two readings: a call that began before the second has been told. */
  #lastReadingMs = Number.NEGATIVE_INFINITY;
  #readingBeforeMs = Number.NEGATIVE_INFINITY;

  /** @param budget how many of its calls may be timed in the second that runs */
  constructor(budget: number) {
    this.#budget = budget;
  }

  cell(cohort: number): Cell {
    return (this.cells[cohort] ??= new Cell());
  }

  /** A call is timed: the stride doubles each time a second's budget of them is used up. */
  spend(): void {
    this.#timed += 1;
    if (this.#timed <= this.#budget) return;
    this.#timed = 0;
    this.stride = doubleStride(this.stride);
  }

  /** Calls since the last {@link tick}. */
  get callsSinceTick(): number {
    return this.calls - this.#callsBefore;
  }

  /** A second is over, and so many calls may be timed in the next. */
  tick(budget: number): void {
    this.#budget = budget;
    this.stride = toStride(this.callsSinceTick, this.stride, budget);
    this.#callsBefore = this.calls;
    this.#timed = 0;
  }

  /**
   * Divides the calls that were not told yet among the cohorts. What runs on is left for later, when more may be known
   * of its cohort, but no longer than to the reading after next; and not at the last.
   * @returns true where anything is new
   */
  settle(nowMs: number, isLast: boolean): boolean {
    this.#readingBeforeMs = this.#lastReadingMs;
    this.#lastReadingMs = nowMs;
    let running = 0;
    for (const cell of this.cells) {
      if (cell === undefined) continue;
      const ripe = isLast ? cell.running + cell.runningLonger : cell.runningLonger;
      cell.weight += ripe;
      cell.totalWeight += ripe;
      cell.runningLonger = isLast ? 0 : cell.running;
      cell.running = 0;
      running += cell.runningLonger;
    }
    const open = Math.max(0, this.calls - this.#callsTold - running);
    const isFresh = open > 0 || this.hasNews;
    this.hasNews = false;
    if (open > 0) this.#tell(open);
    return isFresh;
  }

  /** A call that began then is not told yet. */
  isUntold(startMs: number): boolean {
    return startMs >= this.#readingBeforeMs;
  }

  /** A call that began then began after the last reading. */
  isRecent(startMs: number): boolean {
    return startMs >= this.#lastReadingMs;
  }

  #tell(open: number): void {
    this.#callsTold += open;
    const cells = this.cells.filter((cell) => cell !== undefined);
    const fresh = cells.map((cell) => cell.weight);
    const weights = fresh.some((weight) => weight > 0) ? fresh : cells.map((cell) => cell.totalWeight);
    for (const [index, share] of divide(open, weights).entries()) {
      const cell = cells[index];
      if (cell === undefined) continue;
      cell.calls += share;
      cell.weight = 0;
    }
  }
}
