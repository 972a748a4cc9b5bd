/** Durations along rows of equal height, whose edges rise by nearly equal factors. */
export interface DurationScale {
  /** Place of a duration, in rows from the lower end. */
  readonly place: (ms: number) => number;
  /** 1 and 3 of each power of ten within. */
  readonly ticks: readonly number[];
}

/** By the logarithm between two edges. The first edge may be 0: what is below the second is drawn as one more row. */
export function createDurationScale(edgesMs: readonly number[]): DurationScale {
  const [first = 0, second = 1, third = second * 2] = edgesMs;
  const drawn = [first > 0 ? first : (second * second) / third, ...edgesMs.slice(1)].map((edge) => Math.log(edge));
  const [low, high] = [drawn[0] ?? 0, drawn.at(-1) ?? 1];
  const place = (ms: number): number => {
    const log = Math.min(high, Math.max(low, Math.log(Math.max(ms, Number.MIN_VALUE))));
    const row = Math.max(
      0,
      Math.min(
        drawn.length - 2,
        drawn.findLastIndex((edge) => edge <= log),
      ),
    );
    const [from = 0, to = 1] = [drawn[row], drawn[row + 1]];
    return row + (log - from) / (to - from || 1);
  };
  const ticks: number[] = [];
  for (let power = Math.floor(low / Math.LN10); power <= high / Math.LN10; power += 1)
    ticks.push(
      ...[1, 3].map((digit) => digit * 10 ** power).filter((tick) => Math.log(tick) >= low && Math.log(tick) <= high),
    );
  return { place, ticks };
}
