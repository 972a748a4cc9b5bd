import type { Contrast, ContrastAttribute, ContrastSize, ContrastValue, Predicate } from '@seatrial/store';
import { rankAttributes } from '@seatrial/stats';
import type { RankedAttribute, RankedValue } from '@seatrial/stats';
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
  const told = kept.flatMap((attribute) => withoutExceptions(attribute, exclusion));
  const byKey = new Map(told.map((attribute) => [toKey(attribute), attribute]));
  const ranked = rankAttributes(
    {
      outliers: contrast.group * share.group,
      others: contrast.against * share.against,
      attributes: told.map((attribute) => ({
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
    looked: told.length,
    values: told.reduce((sum, { distinct }) => sum + distinct, 0),
    excluded: [...excluded.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

/** Where it is left out which exception there was, that there was one is as well, as a value among the names of events. */
function withoutExceptions(attribute: ContrastAttribute, exclusion: Exclusion): readonly ContrastAttribute[] {
  const { place, name, values, distinct } = attribute;
  if (place !== 'event' || name !== 'name' || exclusion({ place, name: 'exception.type' }) === undefined)
    return [attribute];
  const others = values.filter(
    ({ value }) => !('text' in value && (value.text === null || value.text === 'exception')),
  );
  return others.length === 0
    ? []
    : [{ ...attribute, values: others, distinct: distinct - values.length + others.length }];
}

export function toKey({ place, name }: Pick<Predicate, 'place' | 'name'>): string {
  return `${place} ${name}`;
}

/** Values of one attribute among the items by each order. Of numbers neighbouring bins say nearly the same. */
const mostPerAttribute = 2;

/** How many items at most: all of them, and those that do not stand out by themselves, but might together. */
export interface ItemLimits {
  readonly all: number;
  readonly weak: number;
}

/**
 * Values that stand out beyond chance, of each attribute the strongest and those that explain most, the strongest first; then
 * those of other attributes that explain most, since where three values have to come together none of them needs to stand out.
 */
export function pickItems({ attributes }: Ranking, size: ContrastSize, { all, weak }: ItemLimits): readonly Item[] {
  const base = size.group / (size.group + size.against);
  const toExcess = ({ outliers, others }: RankedValue<ContrastValue>): number => outliers - (outliers + others) * base;
  const candidates = attributes.flatMap(({ attribute: { place, name }, distinct, values, significant }) => {
    const standing = values.filter((value) =>
      significant ? value.score > 0 && value.pValue < 1 : toExcess(value) > 0,
    );
    const most = standing.toSorted((a, b) => toExcess(b) - toExcess(a)).slice(0, significant ? mostPerAttribute : 1);
    const chosen = new Set([...(significant ? standing.slice(0, mostPerAttribute) : []), ...most]);
    return [...chosen].map((value, index) => ({
      item: { predicate: { place, name, value: value.value }, distinct },
      score: value.score,
      excess: toExcess(value),
      index,
      significant,
    }));
  });
  const strong = candidates
    .filter(({ significant }) => significant)
    .toSorted((a, b) => a.index - b.index || b.score - a.score)
    .slice(0, all)
    .toSorted((a, b) => b.score - a.score);
  const others = candidates
    .filter(({ significant }) => !significant)
    .toSorted((a, b) => b.excess - a.excess)
    .slice(0, Math.min(weak, all - strong.length));
  return [...strong, ...others].map(({ item }) => item);
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
