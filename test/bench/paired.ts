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

/** What something adds to a piece of work: the work with it, and without. */
export interface Addition {
  readonly having: () => void | Promise<void>;
  readonly lacking: () => void | Promise<void>;
}

export interface AddedResult extends Pick<PairedResult, 'ratio' | 'lower' | 'upper'> {
  /** Median CPU nanoseconds that it adds per operation. */
  readonly addedNano: number;
  readonly unitNano: number;
  readonly lackingNano: number;
}

/** How much `added` adds, measured in what `unit` adds: all four in turns, so that the machine's drift is common to them. */
export async function measureAdded(
  added: Addition,
  unit: Addition,
  { operations, pairs = 40, warmUp = 5 }: PairedOptions,
): Promise<AddedResult> {
  const works = [added.having, added.lacking, unit.having, unit.lacking].map(toMeasured);
  const times = works.map((): number[] => []);
  const random = createRandom(20_261_128);
  for (let round = -warmUp; round < pairs; round += 1) {
    for (const [index, work] of shuffle([...works.entries()], random)) {
      const time = await cpuOf(work);
      if (round >= 0) times[index]?.push(time);
    }
  }
  const [having = [], lacking = [], unitHaving = [], unitLacking = []] = times;
  const differences = having.map((time, index) => time - (lacking[index] ?? Number.NaN));
  const units = unitHaving.map((time, index) => time - (unitLacking[index] ?? Number.NaN));
  const toNano = (micros: readonly number[]): number => (median(micros) * 1000) / operations;
  // Not the median of ratios: where a small difference is noise, its reciprocal is all of it.
  const ratioOf = (rounds: readonly number[]): number =>
    median(rounds.map((round) => differences[round] ?? 0)) / median(rounds.map((round) => units[round] ?? 0));
  const rounds = differences.map((_, index) => index);
  const [lower, upper] = bootstrap(rounds, ratioOf);
  return {
    ratio: ratioOf(rounds),
    lower,
    upper,
    addedNano: toNano(differences),
    unitNano: toNano(units),
    lackingNano: toNano(lacking),
  };
}

/** In an order that is drawn (Fisher and Yates), as in {@link measurePairs}. */
function shuffle<T>(items: readonly T[], random: () => number): readonly T[] {
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
function bootstrap(
  values: readonly number[],
  statistic: (sample: readonly number[]) => number = median,
): readonly [number, number] {
  const random = createRandom(20_261_124);
  const statistics = Array.from({ length: 2000 }, () =>
    statistic(values.map(() => values[Math.floor(random() * values.length)] ?? 0)),
  ).toSorted((x, y) => x - y);
  return [statistics[50] ?? 0, statistics[1949] ?? 0];
}
