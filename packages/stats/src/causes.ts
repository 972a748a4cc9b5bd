import { toAliasGroups } from './alias-groups.ts';
import type { AliasGroup } from './alias-groups.ts';
import { selectByFalseDiscovery } from './attribute-ranking.ts';
import { checkBetween } from './check.ts';
import { countRows, findItemSets, intersect, subtract, toPatternSets } from './item-sets.ts';
import type { ItemSet, Pattern, PatternSet, RowCounts } from './item-sets.ts';
import { fromUpperTail } from './normal.ts';
import { toOddsRatioBound, toTail } from './odds-ratio-bound.ts';
import type { Cells, OddsRatioBound } from './odds-ratio-bound.ts';

/** A value of an attribute, as what rows have or have not. */
export interface CauseItem {
  readonly attribute: string;
  /** How many values the attribute has. */
  readonly distinct: number;
  /** Of several names of the same rows the one with the least is named. */
  readonly preference: number;
}

export interface CauseTable {
  readonly items: readonly CauseItem[];
  /** All rows, those without any item among them. */
  readonly patterns: readonly Pattern[];
  /** How many attributes were looked at before these items were picked. */
  readonly attributes: number;
}

export interface CauseOptions {
  /** Default 0.05. */
  readonly alpha?: number;
  /** Causes at most. Default 5. */
  readonly limit?: number;
  /** Items of one cause at most. Default 3. */
  readonly order?: number;
  /** Share of the outliers that a combination has to have. Default 0.01, and three rows. */
  readonly support?: number;
}

/** One to three items that together set the outliers apart. */
export interface FoundCause {
  readonly items: readonly AliasGroup[];
  /** Of all rows. */
  readonly outliers: number;
  readonly others: number;
  /** Lower bound of the ln odds ratio among the rows that the causes before leave over, and the ratio itself. */
  readonly score: number;
  readonly logOddsRatio: number;
  /** Corrected for the combinations that there are. */
  readonly pValue: number;
  /** Items that stood out beyond chance before, mostly by rows of this cause, and no more without them. */
  readonly explains: readonly number[];
}

/**
 * What sets the outliers apart: the item, or the two or three together, with the highest lower bound; then the same among
 * the rows without it, as long as something stands out. What explains less than a tenth of what another does comes after it.
 * Other names of the same rows (pod, host, address) count once. Every item of a combination matters within the rows that
 * have the others, and the bound of a combination allows for all that there are: values times values times attributes, times
 * attributes once more where none of its items stands out by itself.
 */
export function findCauses(table: CauseTable, options: CauseOptions = {}): readonly FoundCause[] {
  const { alpha = 0.05, limit = 5, order = 3, support = 0.01 } = options;
  checkBetween('alpha', alpha, 0, 1);
  const { items, patterns } = table;
  const sets = toPatternSets(patterns, items.length);
  const groups = toAliasGroups(items, patterns, sets);
  const search: Search = { ...table, groups, sets, alpha, order };
  const causes: FoundCause[] = [];
  let left: PatternSet = [...patterns.keys()];
  let standing = findStanding(search, left);
  while (causes.length < limit) {
    const best = findBest(search, left, standing, support);
    if (best === undefined) break;
    const all = best.items.map((item) => sets[item] ?? []).reduce(intersect);
    left = subtract(left, all);
    const after = findStanding(search, left);
    const named = groups.filter(({ item }) => best.items.includes(item));
    const names = new Set(named.flatMap(({ item, aliases }) => [item, ...aliases]));
    causes.push({
      items: named,
      ...countRows(patterns, all),
      score: best.bound.lower,
      logOddsRatio: best.bound.logOddsRatio,
      pValue: best.pValue,
      explains: [...standing].filter(
        (item) => !after.has(item) && !names.has(item) && isMostlyWithin(patterns, sets[item] ?? [], all),
      ),
    });
    standing = after;
  }
  return causes;
}

interface Search extends CauseTable {
  readonly groups: readonly AliasGroup[];
  readonly sets: readonly PatternSet[];
  readonly alpha: number;
  readonly order: number;
}

interface Scored {
  readonly items: readonly number[];
  /** Outliers beyond those that there would be by chance. */
  readonly excess: number;
  readonly bound: OddsRatioBound;
  readonly pValue: number;
}

/** Items that stand out beyond chance in some rows, by the list of Benjamini & Hochberg over all attributes. */
function findStanding({ items, patterns, sets, attributes, alpha }: Search, rows: PatternSet): ReadonlySet<number> {
  const totals = countRows(patterns, rows);
  const pValues = items.map(({ distinct }, item) => {
    const cells = toCells(countRows(patterns, intersect(sets[item] ?? [], rows)), totals);
    return cells === undefined ? 1 : Math.min(1, distinct * toTail(cells));
  });
  // Of each attribute the best value is one hypothesis; attributes without an item here had nothing to say.
  const best = new Map<string, number>();
  for (const [item, { attribute }] of items.entries())
    best.set(attribute, Math.min(best.get(attribute) ?? 1, pValues[item] ?? 1));
  const names = [...best.keys()];
  const rest = Array.from({ length: Math.max(0, attributes - names.length) }, () => 1);
  const listed = selectByFalseDiscovery([...best.values(), ...rest], alpha);
  const least = Math.max(0, ...listed.map((index) => best.get(names[index] ?? '') ?? 0));
  return new Set(listed.length === 0 ? [] : [...items.keys()].filter((item) => (pValues[item] ?? 1) <= least));
}

/** Whether most outliers of the one are among the other's rows. */
function isMostlyWithin(patterns: readonly Pattern[], some: PatternSet, all: PatternSet): boolean {
  return countRows(patterns, intersect(some, all)).outliers * 2 > countRows(patterns, some).outliers;
}

/** Of what the one that explains most does, a cause has to explain this share to come before it. */
const leastPart = 0.1;

function findBest(
  search: Search,
  rows: PatternSet,
  standing: ReadonlySet<number>,
  support: number,
): Scored | undefined {
  const { items, patterns, groups, sets, order, alpha } = search;
  const totals = countRows(patterns, rows);
  const here = new Map(groups.map(({ item }) => [item, intersect(sets[item] ?? [], rows)]));
  const joined = findItemSets(patterns, here, {
    order,
    support: Math.max(Math.min(3, totals.outliers), support * totals.outliers),
    mayJoin: (a, b) => items[a]?.attribute !== items[b]?.attribute,
  });
  const known = new Map(joined.map((set) => [set.items.join(','), set]));
  const singles = groups
    .filter(({ item, aliases }) => [item, ...aliases].some((name) => standing.has(name)))
    .map(({ item }) => ({ items: [item], ...countRows(patterns, here.get(item) ?? []) }));
  const several = joined.filter((set) => set.items.length > 1);
  const isGiven = (set: readonly number[]): boolean => set.length === 1 || set.some((item) => standing.has(item));
  const scored = [...singles, ...several].flatMap((set) => score(search, set, totals, isGiven(set.items)) ?? []);
  const likely = scored
    .filter(({ bound, pValue }) => bound.lower > 0 && pValue <= alpha)
    .toSorted((a, b) => b.bound.lower - a.bound.lower);
  const most = Math.max(...likely.map(({ excess }) => excess));
  return likely.find(
    ({ items: named, excess }) =>
      excess >= leastPart * most && (named.length === 1 || isNeeded(search, known.get(named.join(',')), known)),
  );
}

/**
 * How many combinations of as many items there are: their values, and all other attributes that could stand there. One
 * attribute is given where an item of it stands out by itself, which the list over all attributes has allowed for.
 */
function countCombinations({ items, attributes }: Search, set: readonly number[], given: boolean): number {
  const values = set.reduce((product, item) => product * (items[item]?.distinct ?? 1), 1);
  return values * attributes ** (given ? set.length - 1 : set.length);
}

function score(
  search: Search,
  { items, outliers, others }: RowCounts & { readonly items: readonly number[] },
  totals: RowCounts,
  given: boolean,
): Scored | undefined {
  const cells = toCells({ outliers, others }, totals);
  if (cells === undefined) return undefined;
  const combinations = countCombinations(search, items, given);
  const bound = toBound(cells, search.alpha / combinations);
  const expected = ((outliers + others) * totals.outliers) / (totals.outliers + totals.others);
  const pValue = Math.min(1, combinations * toTail(cells));
  return { items, bound, pValue, excess: outliers - expected };
}

/** By how much each item of a combination has to raise the odds among the rows that have the others. */
const leastFactor = 1.5;

/** Whether each item matters among the rows that have the other items of the set. */
function isNeeded(
  { items, attributes, alpha }: Search,
  set: ItemSet | undefined,
  known: ReadonlyMap<string, ItemSet>,
): boolean {
  if (set === undefined) return false;
  return set.items.every((item) => {
    const rest = known.get(set.items.filter((other) => other !== item).join(','));
    const cells = rest === undefined ? undefined : toCells(set, rest);
    const tail = alpha / (attributes * (items[item]?.distinct ?? 1));
    return cells !== undefined && toTail(cells) <= tail && toBound(cells, tail).lower >= Math.log(leastFactor);
  });
}

/** Undefined where there is nothing to compare: all rows have it, or none, or one side is empty. */
function toCells(some: RowCounts, all: RowCounts): Cells | undefined {
  const rows = some.outliers + some.others;
  if (rows === 0 || rows === all.outliers + all.others || all.outliers === 0 || all.others === 0) return undefined;
  return {
    outliersWith: some.outliers,
    outliersWithout: all.outliers - some.outliers,
    othersWith: some.others,
    othersWithout: all.others - some.others,
  };
}

function toBound(cells: Cells, tail: number): OddsRatioBound {
  return toOddsRatioBound(cells, fromUpperTail(Math.min(0.5, tail)));
}
