import { checkBetween, checkPart } from './check.ts';
import { fromUpperTail, toUpperTail } from './normal.ts';

/** In how many of the rows in question, and of the others, an attribute has a value. */
export interface ValueCounts {
  /** Null for rows without the attribute; counted from the totals where it is left out. */
  readonly value: string | null;
  readonly outliers: number;
  readonly others: number;
}

export interface AttributeCounts {
  readonly name: string;
  readonly values: readonly ValueCounts[];
}

/** All attributes of a set of rows, and how many rows there are of each kind. */
export interface AttributeTable {
  readonly outliers: number;
  readonly others: number;
  readonly attributes: readonly AttributeCounts[];
}

/** The value of an attribute that sets the rows in question apart most. */
export interface RankedAttribute {
  readonly name: string;
  readonly value: string | null;
  /** Lower confidence bound of the ln odds ratio; what the ranking is by. */
  readonly score: number;
  readonly logOddsRatio: number;
  readonly outlierShare: number;
  readonly otherShare: number;
  /** One-sided, corrected for the number of the attribute's values (Bonferroni). */
  readonly pValue: number;
  /** Whether it is on the list of Benjamini & Hochberg over all attributes. */
  readonly significant: boolean;
}

export interface RankingOptions {
  /** For the bound of each attribute and for the list, default 0.05. */
  readonly alpha?: number;
}

/** Rows with the value and without it. */
interface Cells {
  readonly outliersWith: number;
  readonly outliersWithout: number;
  readonly othersWith: number;
  readonly othersWithout: number;
}

/**
 * ln of the common odds ratio and its standard error, half a row added to each cell (Haldane, Annals of Human Genetics
 * 20 (1956)); over several tables by Mantel & Haenszel with the variance of Robins, Breslow & Greenland, Biometrics 42 (1986).
 */
function toLogOddsRatio(tables: readonly Cells[]): { readonly logOddsRatio: number; readonly error: number } {
  let [r, s, pr, mixed, qs] = [0, 0, 0, 0, 0];
  for (const { outliersWith, outliersWithout, othersWith, othersWithout } of tables) {
    const [a, b, c, d] = [outliersWith + 0.5, outliersWithout + 0.5, othersWith + 0.5, othersWithout + 0.5];
    const n = a + b + c + d;
    const [ad, bc, p, q] = [(a * d) / n, (b * c) / n, (a + d) / n, (b + c) / n];
    r += ad;
    s += bc;
    pr += p * ad;
    mixed += p * bc + q * ad;
    qs += q * bc;
  }
  const variance = pr / (2 * r * r) + mixed / (2 * r * s) + qs / (2 * s * s);
  return { logOddsRatio: Math.log(r / s), error: Math.sqrt(variance) };
}

/** A table with each attribute's counts by value, the rows that lack it among them. */
interface Index {
  readonly outliers: number;
  readonly others: number;
  readonly attributes: ReadonlyMap<string, ReadonlyMap<string | null, ValueCounts>>;
}

function toValues({ name, values }: AttributeCounts, table: AttributeTable): ReadonlyMap<string | null, ValueCounts> {
  let [outliers, others] = [0, 0];
  for (const counts of values) {
    checkPart(`outliers of ${name}=${counts.value}`, counts.outliers, 'all outliers', table.outliers);
    checkPart(`others of ${name}=${counts.value}`, counts.others, 'all others', table.others);
    outliers += counts.outliers;
    others += counts.others;
  }
  checkPart(`outliers with ${name}`, outliers, 'all outliers', table.outliers);
  checkPart(`others with ${name}`, others, 'all others', table.others);
  const byValue = new Map(values.map((counts) => [counts.value, counts]));
  const left = { outliers: table.outliers - outliers, others: table.others - others };
  if (left.outliers === 0 && left.others === 0) return byValue;
  const known = byValue.get(null) ?? { outliers: 0, others: 0 };
  byValue.set(null, { value: null, outliers: known.outliers + left.outliers, others: known.others + left.others });
  return byValue;
}

function toIndex(table: AttributeTable): Index {
  const attributes = new Map(table.attributes.map((attribute) => [attribute.name, toValues(attribute, table)]));
  return { outliers: table.outliers, others: table.others, attributes };
}

/** The cells of one value, left out where all rows or none of a table have it: such a table says nothing. */
function toCells(name: string, value: string | null, tables: readonly Index[]): readonly Cells[] {
  return tables.flatMap((table) => {
    const counts = table.attributes.get(name)?.get(value);
    const [outliers, others] = [counts?.outliers ?? 0, counts?.others ?? 0];
    if (outliers + others === 0 || outliers + others === table.outliers + table.others) return [];
    if (table.outliers === 0 || table.others === 0) return [];
    return {
      outliersWith: outliers,
      outliersWithout: table.outliers - outliers,
      othersWith: others,
      othersWithout: table.others - others,
    };
  });
}

/** The value of an attribute that stands out most, before it is known how the other attributes fare. */
function pickValue(
  name: string,
  tables: readonly Index[],
  alpha: number,
): Omit<RankedAttribute, 'significant'> | undefined {
  const values = [...new Set(tables.flatMap(({ attributes }) => [...(attributes.get(name)?.keys() ?? [])]))];
  const z = fromUpperTail(Math.min(0.5, alpha / values.length));
  let best: Omit<RankedAttribute, 'significant'> | undefined;
  for (const value of values) {
    const cells = toCells(name, value, tables);
    if (cells.length === 0) continue;
    const { logOddsRatio, error } = toLogOddsRatio(cells);
    const score = logOddsRatio - z * error;
    if (best !== undefined && score <= best.score) continue;
    const sum = (key: keyof Cells): number => cells.reduce((total, cell) => total + cell[key], 0);
    best = {
      name,
      value,
      score,
      logOddsRatio,
      outlierShare: sum('outliersWith') / (sum('outliersWith') + sum('outliersWithout')),
      otherShare: sum('othersWith') / (sum('othersWith') + sum('othersWithout')),
      pValue: Math.min(1, values.length * toUpperTail(logOddsRatio / error)),
    };
  }
  return best;
}

/**
 * Which attributes set the outliers (slow or failing requests) apart from the other rows, the strongest first. Ranked by
 * the lower bound of the log odds ratio at α over the number of the attribute's values: a rare value that is all of the
 * trouble comes before a frequent one that is a little of it, and an id that is new in every row comes last.
 *
 * Give one table, or the same attributes in several, such as the rows with and without the cause found first: what is
 * merely another name of it (its host, its pod) then has nothing left to say and is not listed.
 * Source: Benjamini & Hochberg, JRSS B 57 (1995), for the list; see each step for its own.
 */
export function rankAttributes(
  tables: readonly AttributeTable[],
  options: RankingOptions = {},
): readonly RankedAttribute[] {
  const { alpha = 0.05 } = options;
  checkBetween('alpha', alpha, 0, 1);
  const indexed = tables.map((table) => toIndex(table));
  const names = [...new Set(indexed.flatMap(({ attributes }) => [...attributes.keys()]))];
  const picked = names.flatMap((name) => pickValue(name, indexed, alpha) ?? []);
  const byChance = picked.toSorted((a, b) => a.pValue - b.pValue);
  const last = byChance.findLastIndex(({ pValue }, index) => pValue <= ((index + 1) / names.length) * alpha);
  const listed = new Set(byChance.slice(0, last + 1).map(({ name }) => name));
  return picked
    .map((attribute) => ({ ...attribute, significant: listed.has(attribute.name) }))
    .toSorted((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1));
}

/**
 * Where to cut a numeric attribute so that its bins hold about as many of the other rows each; a value belongs to the
 * bin whose cut it does not exceed. Fewer cuts than asked for where values repeat.
 */
export function toCutPoints(others: readonly number[], bins = 10): readonly number[] {
  if (!Number.isInteger(bins) || bins < 2) throw new RangeError(`bins is ${bins}; give a whole number from 2 on.`);
  const sorted = others.toSorted((a, b) => a - b);
  const cuts = Array.from(
    { length: bins - 1 },
    (_, index) => sorted[Math.ceil(((index + 1) / bins) * sorted.length) - 1],
  );
  return [...new Set(cuts.filter((cut) => cut !== undefined))];
}
