import { createRandom } from '../../packages/cli/src/generate/random.ts';

/** How two functions compare, by CPU time. */
export interface PairedResult {
  /** Median of a/b over the pairs. */
  readonly ratio: number;
  /** Bounds of the 95 % bootstrap interval of that median. */
  readonly lower: number;
  readonly upper: number;
  /** Median CPU nanoseconds per operation. */
  readonly aNano: number;
  readonly bNano: number;
}

/** Something to measure, and what is to be done before without being measured. */
export interface Measured {
  prepare?(): Promise<void>;
  run(): void | Promise<void>;
}

export interface PairedOptions {
  /** Operations that one call of a function does. */
  readonly operations: number;
  /** Default 40. */
  readonly pairs?: number;
  /** Pairs before those that count. Default 5. */
  readonly warmUp?: number;
}

/**
 * Runs both in pairs and compares the CPU time of each pair (`process.cpuUsage`, which counts garbage collection
 * and compilation): on a shared machine wall time says little, and its speed drifts between one minute and the next.
 */
export async function measurePairs(
  first: Measured | (() => void | Promise<void>),
  second: Measured | (() => void | Promise<void>),
  { operations, pairs = 40, warmUp = 5 }: PairedOptions,
): Promise<PairedResult> {
  const [a, b] = [toMeasured(first), toMeasured(second)];
  for (let round = 0; round < warmUp; round += 1) {
    await cpuOf(a);
    await cpuOf(b);
  }
  const aTimes: number[] = [];
  const bTimes: number[] = [];
  const random = createRandom(20_261_128);
  for (let pair = 0; pair < pairs; pair += 1) {
    // Who goes first is drawn: in any fixed order a collection that comes every so many rounds hits the same one each time.
    const ahead = random() < 0.5;
    const early = await cpuOf(ahead ? a : b);
    const late = await cpuOf(ahead ? b : a);
    aTimes.push(ahead ? early : late);
    bTimes.push(ahead ? late : early);
  }
  return summarisePairs(aTimes, bTimes, operations);
}

/** In an order that is drawn (Fisher and Yates), as in {@link measurePairs}. */
export function shuffle<T>(items: readonly T[], random: () => number): readonly T[] {
  const drawn = [...items];
  for (let last = drawn.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [drawn[last], drawn[other]] = [drawn[other] as T, drawn[last] as T];
  }
  return drawn;
}

/** Compares times in microseconds, taken in pairs. */
export function summarisePairs(aTimes: readonly number[], bTimes: readonly number[], operations: number): PairedResult {
  return {
    ...comparePairs(aTimes, bTimes),
    aNano: (median(aTimes) * 1000) / operations,
    bNano: (median(bTimes) * 1000) / operations,
  };
}

export function toMeasured(given: Measured | (() => void | Promise<void>)): Measured {
  return typeof given === 'function' ? { run: given } : given;
}

/** The median of a/b over pairs that were measured next to each other, and its 95 % bootstrap interval. */
export function comparePairs(
  a: readonly number[],
  b: readonly number[],
): Pick<PairedResult, 'ratio' | 'lower' | 'upper'> {
  const ratios = a.map((value, index) => value / (b[index] ?? Number.NaN));
  const [lower, upper] = bootstrap(ratios);
  return { ratio: median(ratios), lower, upper };
}

export async function cpuOf(measured: Measured): Promise<number> {
  await measured.prepare?.();
  const before = process.cpuUsage();
  await measured.run();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((x, y) => x - y);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** The percentile interval (Efron and Tibshirani, 1993, chapter 13) with a fixed seed. */
function bootstrap(values: readonly number[]): readonly [number, number] {
  return bootstrapBy((draw) => median(draw(values)));
}

/** Draws as many of some values as there are, with replacement. */
export type Draw = <T>(values: readonly T[]) => readonly T[];

/** As {@link bootstrap}, of any statistic over what is drawn. */
export function bootstrapBy(statistic: (draw: Draw) => number): readonly [number, number] {
  const random = createRandom(20_261_124);
  const draw = <T>(values: readonly T[]): readonly T[] =>
    values.map(() => values[Math.floor(random() * values.length)] as T);
  const statistics = Array.from({ length: 2000 }, () => statistic(draw)).toSorted((x, y) => x - y);
  return [statistics[50] ?? 0, statistics[1949] ?? 0];
}
