/** OpenTelemetry's exponential histogram scale: eight buckets for each doubling, so that a value is off by 4.5 % at most. */
export const durationScale = 3;

/** Counts by bucket as OTLP has them: bucket `offset + i` holds what is above 2^((offset + i) / 8) and at most 2^((offset + i + 1) / 8). */
export interface DurationCounts {
  readonly count: number;
  /** Seconds. */
  readonly sum: number;
  /** Absent where they are not known: of a difference. */
  readonly min?: number;
  readonly max?: number;
  /** Values of 0: shorter than the clock can tell. */
  readonly zeroCount: number;
  readonly offset: number;
  readonly counts: readonly number[];
}

/** Durations of calls; its buckets grow with what comes. */
export class DurationHistogram {
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = 0;
  #zeroCount = 0;
  #offset = 0;
  #counts: number[] = [];

  /** @param weight how many calls this one stands for */
  add(seconds: number, weight: number): void {
    this.#count += weight;
    this.#sum += seconds * weight;
    if (seconds < this.#min) this.#min = seconds;
    if (seconds > this.#max) this.#max = seconds;
    if (seconds <= 0) this.#zeroCount += weight;
    else this.#addBucket(Math.ceil(Math.log2(seconds) * 2 ** durationScale) - 1, weight);
  }

  read(): DurationCounts {
    return {
      count: this.#count,
      sum: this.#sum,
      min: this.#count === 0 ? 0 : this.#min,
      max: this.#max,
      zeroCount: this.#zeroCount,
      offset: this.#offset,
      counts: [...this.#counts],
    };
  }

  #addBucket(bucket: number, weight: number): void {
    if (this.#counts.length === 0) this.#offset = bucket;
    while (bucket < this.#offset) {
      this.#counts.unshift(0);
      this.#offset -= 1;
    }
    while (bucket >= this.#offset + this.#counts.length) this.#counts.push(0);
    const place = bucket - this.#offset;
    this.#counts[place] = (this.#counts[place] ?? 0) + weight;
  }
}
