import { createRandom } from '../../packages/cli/src/generate/random.ts';
import { bootstrapBy, cpuOf, median, shuffle, toMeasured } from './paired.ts';
import type { PairedOptions, PairedResult } from './paired.ts';

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

/** What one round of all works took, in microseconds of CPU time. */
export interface AddedRound {
  readonly added: number;
  readonly lacking: number;
  /** What each unit added. */
  readonly units: readonly number[];
}

/** How much `added` adds, measured in what `unit` adds. */
export async function measureAdded(added: Addition, unit: Addition, options: PairedOptions): Promise<AddedResult> {
  return summariseAdded([await takeAddedRounds(added, [unit], options)], 0, options.operations);
}

export type PairCount = Pick<PairedOptions, 'pairs' | 'warmUp'>;

/** Rounds of all works in turns, in an order that is drawn, so that the machine's drift is common to them. */
export async function takeAddedRounds(
  added: Addition,
  units: readonly Addition[],
  { pairs = 40, warmUp = 5 }: PairCount,
): Promise<readonly AddedRound[]> {
  const works = [...new Set([added, ...units].flatMap(({ having, lacking }) => [having, lacking]))];
  const rounds: AddedRound[] = [];
  const random = createRandom(20_261_128);
  for (let round = -warmUp; round < pairs; round += 1) {
    const times = new Map<Addition['having'], number>();
    for (const work of shuffle(works, random)) times.set(work, await cpuOf(toMeasured(work)));
    const timeOf = (work: Addition['having']): number => times.get(work) ?? Number.NaN;
    const toAdded = ({ having, lacking }: Addition): number => timeOf(having) - timeOf(lacking);
    if (round >= 0) rounds.push({ added: toAdded(added), lacking: timeOf(added.lacking), units: units.map(toAdded) });
  }
  return rounds;
}

/**
 * The ratio over the rounds of several processes, which differ more from each other than rounds do: V8 compiles and lays
 * out the same code in another way each time. The interval draws processes first, then rounds of each.
 */
export function summariseAdded(
  processes: readonly (readonly AddedRound[])[],
  unit: number,
  operations: number,
): AddedResult {
  const unitOf = ({ units }: AddedRound): number => units[unit] ?? Number.NaN;
  // Not the median of ratios: where a small difference is noise, its reciprocal is all of it.
  const ratioOf = (rounds: readonly AddedRound[]): number =>
    median(rounds.map(({ added }) => added)) / median(rounds.map(unitOf));
  const all = processes.flat();
  const [lower, upper] = bootstrapBy((draw) => ratioOf(draw(processes).flatMap((rounds) => draw(rounds))));
  const toNano = (micros: readonly number[]): number => (median(micros) * 1000) / operations;
  return {
    ratio: ratioOf(all),
    lower,
    upper,
    addedNano: toNano(all.map(({ added }) => added)),
    unitNano: toNano(all.map(unitOf)),
    lackingNano: toNano(all.map(({ lacking }) => lacking)),
  };
}
