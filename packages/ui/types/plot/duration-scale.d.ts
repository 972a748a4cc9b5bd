/** Durations along rows of equal height, whose edges rise by nearly equal factors. */
export interface DurationScale {
  /** Place of a duration, in rows from the lower end. */
  readonly place: (ms: number) => number;
  /** 1 and 3 of each power of ten within. */
  readonly ticks: readonly number[];
}
/** By the logarithm between two edges. The first edge may be 0: what is below the second is drawn as one more row. */
export declare function createDurationScale(edgesMs: readonly number[]): DurationScale;
