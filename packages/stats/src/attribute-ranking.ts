import { checkBetween, checkShare } from './check.ts';
import { fromUpperTail } from './normal.ts';
import { toOddsRatioBound, toTail } from './odds-ratio-bound.ts';

/** In how many of the rows in question, and of the others, an attribute has a value; parts of rows where they depend on each other. */
export interface ValueCounts<V> {
  readonly value: V;
  readonly outliers: number;
  readonly others: number;
}

/** Values may overlap (a row has several, or bins lie in each other), and those that nobody would name may be left out. */
export interface AttributeCounts<V> {
  readonly name: string;
  /** How many values there are, whether or not they are given. The lack of a value is one of them. */
  readonly distinct: number;
  readonly values: readonly ValueCounts<V>[];
}

/** All attributes of a set of rows, and how many rows there are of each kind. */
export interface AttributeTable<V> {
  readonly outliers: number;
  readonly others: number;
  readonly attributes: readonly AttributeCounts<V>[];
}

/** How far a value sets the rows in question apart. */
export interface RankedValue<V> extends ValueCounts<V> {
  /** Lower confidence bound of the ln odds ratio; what the ranking is by. */
  readonly score: number;
  readonly logOddsRatio: number;
  readonly outlierShare: number;
  readonly otherShare: number;
  /** One-sided and exact, corrected for the number of the attribute's values (Bonferroni). */
  readonly pValue: number;
}

export interface RankedAttribute<V> {
  readonly name: string;
  readonly distinct: number;
  /** The strongest first; values that all rows have, or none, are left out. */
  readonly values: readonly RankedValue<V>[];
  /** Whether it is on the list of Benjamini & Hochberg over all attributes. */
  readonly significant: boolean;
}

export interface RankingOptions {
  /** For the bound of each attribute and for the list, default 0.05. */
  readonly alpha?: number;
}

/**
 * Which attributes set the outliers (slow or failing requests) apart from the other rows, the strongest first. Ranked by
 * the lower bound of the log odds ratio at α over the number of the attribute's values: a rare value that is all of the
 * trouble comes before a frequent one that is a little of it, and an id that is new in every row comes last.
 * Source of the list: Benjamini & Hochberg, JRSS B 57 (1995).
 */
export function rankAttributes<V>(
  table: AttributeTable<V>,
  options: RankingOptions = {},
): readonly RankedAttribute<V>[] {
  const { alpha = 0.05 } = options;
  checkBetween('alpha', alpha, 0, 1);
  const ranked = table.attributes.map((attribute) => ({
    name: attribute.name,
    distinct: attribute.distinct,
    values: rankValues(attribute, table, alpha),
  }));
  const pValues = ranked.map(({ values }) => Math.min(1, ...values.map(({ pValue }) => pValue)));
  const listed = new Set(selectByFalseDiscovery(pValues, alpha));
  return ranked
    .map((attribute, index) => ({ ...attribute, significant: listed.has(index) }))
    .filter(({ values }) => values.length > 0)
    .toSorted((a, b) => (b.values[0]?.score ?? 0) - (a.values[0]?.score ?? 0) || (a.name < b.name ? -1 : 1));
}

function rankValues<V>(
  { name, distinct, values }: AttributeCounts<V>,
  { outliers, others }: AttributeTable<V>,
  alpha: number,
): readonly RankedValue<V>[] {
  checkShare(`values given of ${name}`, values.length, 'distinct', distinct);
  const z = fromUpperTail(Math.min(0.5, alpha / Math.max(1, distinct)));
  const ranked = values.flatMap((counts): RankedValue<V> | readonly [] => {
    checkShare(`outliers of ${name}=${String(counts.value)}`, counts.outliers, 'all outliers', outliers);
    checkShare(`others of ${name}=${String(counts.value)}`, counts.others, 'all others', others);
    const rows = counts.outliers + counts.others;
    // A value of all rows or of none says nothing, and neither does anything where one side is empty.
    if (rows === 0 || rows === outliers + others || outliers === 0 || others === 0) return [];
    const cells = {
      outliersWith: counts.outliers,
      outliersWithout: outliers - counts.outliers,
      othersWith: counts.others,
      othersWithout: others - counts.others,
    };
    const bound = toOddsRatioBound(cells, z);
    return {
      ...counts,
      score: bound.lower,
      logOddsRatio: bound.logOddsRatio,
      outlierShare: counts.outliers / outliers,
      otherShare: counts.others / others,
      pValue: Math.min(1, distinct * toTail(cells)),
    };
  });
  return ranked.toSorted((a, b) => b.score - a.score);
}

/**
 * Which of many null hypotheses to reject so that the share of false rejections is at most α on average: indexes, the
 * smallest p-value first. Source: Benjamini & Hochberg, JRSS B 57 (1995).
 */
export function selectByFalseDiscovery(pValues: readonly number[], alpha = 0.05): readonly number[] {
  const order = [...pValues.keys()].toSorted((a, b) => (pValues[a] ?? 1) - (pValues[b] ?? 1) || a - b);
  const last = order.findLastIndex(
    (index, position) => (pValues[index] ?? 1) <= ((position + 1) / pValues.length) * alpha,
  );
  return order.slice(0, last + 1);
}
