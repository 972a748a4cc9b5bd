import type { Contrast, ContrastAttribute, ContrastSize, ContrastValue, Predicate } from '@seatrial/store';
import { rankAttributes } from '@seatrial/stats';
import type { RankedAttribute } from '@seatrial/stats';
import { toEvidenceShare } from './evidence-share.ts';
import type { Exclusion } from './exclusions.ts';
import type { Excluded } from './explanation.ts';
import { toWrittenName } from './value-text.ts';

/** Attributes that may be named, the strongest first, and those that may not. */
export interface Ranking {
  readonly attributes: readonly Ranked[];
  /** How many there are, whether or not they have a value that says something. */
  readonly looked: number;
  readonly values: number;
  readonly excluded: readonly Excluded[];
}

export interface Ranked extends RankedAttribute<ContrastValue> {
  readonly attribute: ContrastAttribute;
}

/** A predicate with how many values its attribute has. */
export interface Item {
  readonly predicate: Predicate;
  readonly distinct: number;
}

export function rank(contrast: Contrast, exclusion: Exclusion, alpha: number): Ranking {
  const share = toEvidenceShare(contrast);
  const excluded = new Map<string, Excluded>();
  const kept = contrast.attributes.filter((attribute) => {
    const reason = exclusion(attribute);
    if (reason !== undefined) excluded.set(attribute.name, { name: toWrittenName(attribute), reason });
    return reason === undefined;
  });
  const byKey = new Map(kept.map((attribute) => [toKey(attribute), attribute]));
  const ranked = rankAttributes(
    {
      outliers: contrast.group * share.group,
      others: contrast.against * share.against,
      attributes: kept.map((attribute) => ({
        name: toKey(attribute),
        distinct: attribute.distinct,
        values: attribute.values.map(({ value, group, against }) => ({
          value,
          outliers: group * share.group,
          others: against * share.against,
        })),
      })),
    },
    { alpha },
  );
  return {
    attributes: ranked.flatMap((entry) => {
      const attribute = byKey.get(entry.name);
      return attribute === undefined ? [] : { ...entry, attribute };
    }),
    looked: kept.length,
    values: kept.reduce((sum, { distinct }) => sum + distinct, 0),
    excluded: [...excluded.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

export function toKey({ place, name }: Pick<Predicate, 'place' | 'name'>): string {
  return `${place} ${name}`;
}

/** Values of one attribute among the items by each order. Of numbers neighbouring bins say nearly the same. */
const mostPerAttribute = 2;

/** Values that stand out beyond chance, of each attribute the strongest and those that explain most, the strongest first. */
export function pickItems({ attributes }: Ranking, size: ContrastSize, most: number): readonly Item[] {
  const base = size.group / (size.group + size.against);
  const picked = attributes
    .filter(({ significant }) => significant)
    .flatMap(({ attribute: { place, name }, distinct, values }) => {
      const standing = values.filter(({ score, pValue }) => score > 0 && pValue < 1);
      const excess = ({ outliers, others }: (typeof values)[number]): number => outliers - (outliers + others) * base;
      const chosen = new Set([
        ...standing.slice(0, mostPerAttribute),
        ...standing.toSorted((a, b) => excess(b) - excess(a)).slice(0, mostPerAttribute),
      ]);
      return [...chosen].map(({ value, score }, index) => ({
        predicate: { place, name, value },
        distinct,
        score,
        index,
      }));
    });
  return picked
    .toSorted((a, b) => a.index - b.index || b.score - a.score)
    .slice(0, most)
    .toSorted((a, b) => b.score - a.score)
    .map(({ predicate, distinct }) => ({ predicate, distinct }));
}

/** The first items, and those of the others that are not among them. */
export function addItems(items: readonly Item[], more: readonly Item[], most: number): readonly Item[] {
  const known = new Set(items.map(({ predicate }) => toPredicateKey(predicate)));
  const added = more.filter(({ predicate }) => {
    const key = toPredicateKey(predicate);
    if (known.has(key)) return false;
    known.add(key);
    return true;
  });
  return [...items, ...added].slice(0, most);
}

function toPredicateKey(predicate: Predicate): string {
  return `${toKey(predicate)} ${JSON.stringify(predicate.value)}`;
}

/** True where both groups have rows. */
export function isComparable({ group, against }: ContrastSize): boolean {
  return group > 0 && against > 0;
}
