import type { Ballot, SourcePlace } from './votes.ts';

/** Which generated function is which source function. */
export interface GeneratedMatches {
  /** By the place of the generated function. */
  readonly matches: ReadonlyMap<number, SourcePlace>;
  /** Source functions whose code a minifier has put into others, wholly or where some of them are called. */
  readonly inlined: readonly SourcePlace[];
}

/** That both begin at the same place says more than many places inside. */
const startWeight = 50;

/** How much of what both functions have in common must be theirs alone (Sørensen and Dice's coefficient). */
const leastShare = 0.5;

/** Mapped places of a function that lie in another one without meaning anything: its name, its end. */
const strayVotes = 2;

/** Matches one to one, the clearest pair first. What is not clear is not matched. */
export function matchGenerated(given: readonly Ballot[]): GeneratedMatches {
  const ballots = given.filter(({ generated, place }) => generated !== 0 && place !== 0);
  const byGenerated = sum(ballots, ({ generated }) => generated);
  const bySource = sum(ballots, toKey);
  const candidates = ballots
    .map((ballot) => {
      const total = (byGenerated.get(ballot.generated) ?? 0) + (bySource.get(toKey(ballot)) ?? 0);
      return { ballot, share: (2 * toWeight(ballot)) / total };
    })
    .filter(({ share }) => share >= leastShare)
    .toSorted((a, b) => b.share - a.share);
  const matched = new Map<number, Ballot>();
  const taken = new Set<string>();
  for (const { ballot } of candidates) {
    if (matched.has(ballot.generated) || taken.has(toKey(ballot))) continue;
    matched.set(ballot.generated, ballot);
    taken.add(toKey(ballot));
  }
  const totals = countAll(ballots);
  const inlined = ballots.filter((ballot) => {
    const host = matched.get(ballot.generated);
    if (host === undefined || toKey(host) === toKey(ballot) || ballot.votes <= strayVotes) return false;
    return !taken.has(toKey(ballot)) || ballot.votes * 10 > (totals.get(toKey(ballot)) ?? 0);
  });
  // Of two functions in one, the one that begins there is called; where neither does, it cannot be told which.
  for (const ballot of inlined)
    if (!taken.has(toKey(ballot)) && matched.get(ballot.generated)?.startsMeet === false)
      matched.delete(ballot.generated);
  return { matches: matched, inlined };
}

function toWeight({ votes, startsMeet }: Ballot): number {
  return votes + (startsMeet ? startWeight : 0);
}

/** A source function as one text. */
export function toKey({ source, place }: SourcePlace): string {
  return `${source} ${place}`;
}

function sum<K>(ballots: readonly Ballot[], toGroup: (ballot: Ballot) => K): ReadonlyMap<K, number> {
  const sums = new Map<K, number>();
  for (const ballot of ballots) {
    const group = toGroup(ballot);
    sums.set(group, (sums.get(group) ?? 0) + toWeight(ballot));
  }
  return sums;
}

function countAll(ballots: readonly Ballot[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const ballot of ballots) counts.set(toKey(ballot), (counts.get(toKey(ballot)) ?? 0) + ballot.votes);
  return counts;
}
