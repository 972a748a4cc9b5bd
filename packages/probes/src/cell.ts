import { limits } from '@seatrial/model';
import type { DurationCounts } from './duration-histogram.ts';
import { DurationHistogram } from './duration-histogram.ts';
import type { ErrorOrigin } from './error-origins.ts';
import { otherErrorType } from './error-type.ts';
import type { TraceLink } from './request-reader.ts';

/** One call, error or duration as an example of what was counted. */
export interface Example extends TraceLink {
  readonly timeMs: number;
  /** Seconds of the call, 1 for an error. */
  readonly value: number;
}

export interface ErrorCount {
  readonly type: string;
  readonly origin: ErrorOrigin;
  readonly count: number;
  readonly example: Example | undefined;
}

interface MutableErrorCount {
  readonly type: string;
  readonly origin: ErrorOrigin;
  count: number;
  example: Example | undefined;
}

/** What is counted of one function under one cohort. */
export class Cell {
  /** Calls that were told, whole numbers that add up to the function's. */
  calls = 0;
  /** Calls that timed ones stand for and that were not told yet. */
  weight = 0;
  /** All that timed calls stood for, told or not: how hot functions divide what was not timed. */
  totalWeight = 0;
  /** Of calls that have begun since the last reading and run on. */
  running = 0;
  /** Of calls that were running at the last reading, and had begun since the one before. */
  runningLonger = 0;
  /** The first call whose span is sent, and after each reading the longest. */
  example: Example | undefined;
  #durations: DurationHistogram | undefined;
  readonly #errors = new Map<string, MutableErrorCount>();

  wantsExample(seconds: number): boolean {
    return this.example === undefined || (this.calls > 0 && seconds > this.example.value);
  }

  addDuration(seconds: number, weight: number): void {
    (this.#durations ??= new DurationHistogram()).add(seconds, weight);
  }

  /** Counts an error; beyond the limit of types it is `_OTHER`. Answers with its count. */
  addError(type: string, origin: ErrorOrigin): { example: Example | undefined } {
    const isKnown = this.#errors.has(`${type} ${origin}`);
    const kept = isKnown || this.#errors.size < limits.functionErrorTypes ? type : otherErrorType;
    const key = `${kept} ${origin}`;
    let entry = this.#errors.get(key);
    if (entry === undefined) {
      entry = { type: kept, origin, count: 0, example: undefined };
      this.#errors.set(key, entry);
    }
    entry.count += 1;
    return entry;
  }

  durations(): DurationCounts | undefined {
    return this.#durations?.read();
  }

  /** The errors so far. Their examples are given once. */
  takeErrors(): readonly ErrorCount[] {
    return [...this.#errors.values()].map((entry) => {
      const taken = { ...entry };
      entry.example = undefined;
      return taken;
    });
  }

  takeExample(): Example | undefined {
    const { example } = this;
    this.example = undefined;
    return example;
  }
}
