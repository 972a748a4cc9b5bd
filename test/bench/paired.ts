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
}

/**
 * Runs both in turns and compares the CPU time of each pair (`process.cpuUsage`, which counts garbage collection
 * and compilation): on a shared machine wall time says little, and its speed drifts between one minute and the next.
 */
export async function measurePairs(
  first: Measured | (() => void | Promise<void>),
  second: Measured | (() => void | Promise<void>),
  { operations, pairs = 40 }: PairedOptions,
): Promise<PairedResult> {
  const [a, b] = [toMeasured(first), toMeasured(second)];
  for (let round = 0; round < 5; round += 1) {
    await cpuOf(a);
    await cpuOf(b);
  }
  const aTimes: number[] = [];
  const bTimes: number[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    // Who goes first changes, so that neither has the other's garbage to collect each time.
    const ahead = pair % 2 === 0;
    const early = await cpuOf(ahead ? a : b);
    const late = await cpuOf(ahead ? b : a);
    aTimes.push(ahead ? early : late);
    bTimes.push(ahead ? late : early);
  }
  return summarisePairs(aTimes, bTimes, operations);
}

/** Compares times in microseconds, taken in pairs. */
export function summarisePairs(aTimes: readonly number[], bTimes: readonly number[], operations: number): PairedResult {
  return {
    ...comparePairs(aTimes, bTimes),
    aNano: (median(aTimes) * 1000) / operations,
    bNano: (median(bTimes) * 1000) / operations,
  };
}

function toMeasured(given: Measured | (() => void | Promise<void>)): Measured {
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

async function cpuOf(measured: Measured): Promise<number> {
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
  const random = createRandom(20_261_124);
  const medians = Array.from({ length: 2000 }, () =>
    median(values.map(() => values[Math.floor(random() * values.length)] ?? 0)),
  ).toSorted((x, y) => x - y);
  return [medians[50] ?? 0, medians[1949] ?? 0];
}
