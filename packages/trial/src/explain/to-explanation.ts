import { formatSelector } from '@seatrial/model';
import type { Contrast, ContrastValue, PatternRow } from '@seatrial/store';
import type { FoundCause, RankedValue } from '@seatrial/stats';
import type { AttributeContrast, AttributeValue, Cause, Explanation, RowShare } from './explanation.ts';
import type { Item, Ranked, Ranking } from './items.ts';
import type { ExplainOptions } from './options.ts';
import { toNotes, toOutcome, toSentence } from './sentence.ts';
import { toAttributeValue, toSelector, toWrittenName } from './value-text.ts';

export interface Found {
  readonly options: ExplainOptions;
  readonly contrast: Contrast;
  readonly ranking: Ranking;
  readonly items: readonly Item[];
  readonly patterns: readonly PatternRow[];
  readonly causes: readonly FoundCause[];
}

/** For charts: as many as anybody looks at. */
const most = { attributes: 20, values: 10 };

export function toExplanation(found: Found): Explanation {
  const { options, contrast, ranking, causes } = found;
  const { group, against, groupTotal, againstTotal } = contrast;
  const named = causes.map((cause) => toCause(cause, found));
  const outcome = toOutcome(contrast, named);
  const sampled = groupTotal > group || againstTotal > against;
  const answer = {
    outcome,
    asked: toAsked(options),
    rows: { group, against, sampledFrom: sampled ? { group: groupTotal, against: againstTotal } : null },
    causes: named,
    attributes: ranking.attributes.slice(0, most.attributes).map((entry) => toAttributeContrast(entry, contrast)),
    looked: { attributes: ranking.looked, values: ranking.values },
    excluded: ranking.excluded,
  };
  return { ...answer, sentence: toSentence(answer), notes: toNotes(contrast, options) };
}

function toAsked(options: ExplainOptions): Explanation['asked'] {
  const {
    where = [],
    group,
    against,
    unit = 'request',
    wholeTrace = false,
    slowerThanShare,
    ...range
  } = {
    ...options,
    slowerThanShare: options.group.slowerThanShare ?? null,
  };
  const toTime = (time: number | undefined): string | null =>
    time === undefined ? null : new Date(time).toISOString();
  const toGroup = ({ where: selector = [], from, to }: ExplainOptions['group']): GroupAsked => ({
    selector: formatSelector(selector),
    from: toTime(from),
    to: toTime(to),
  });
  return {
    where: formatSelector(where),
    group: { ...toGroup(group), slowerThanShare },
    against: against === undefined ? null : toGroup(against),
    unit,
    wholeTrace,
    from: toTime(range.from),
    to: toTime(range.to),
  };
}

type GroupAsked = NonNullable<Explanation['asked']['against']>;

function toCause(found: FoundCause, { contrast, items, patterns }: Found): Cause {
  const toValues = (indexes: readonly number[]): readonly AttributeValue[] =>
    indexes.flatMap((index) => {
      const item = items[index];
      return item === undefined ? [] : toAttributeValue(item.predicate);
    });
  const conditions = found.items.flatMap(({ item, aliases }) =>
    toValues([item]).map((value) => ({ ...value, aliases: toValues(aliases) })),
  );
  const indexes = found.items.map(({ item }) => item);
  const having = patterns.filter(({ has }) => indexes.every((index) => has.includes(index)));
  const example = having.toSorted((a, b) => b.group - a.group)[0];
  const sum = (side: 'group' | 'against'): number => having.reduce((total, row) => total + row[side], 0);
  return {
    conditions,
    text: conditions.map(({ text }) => text).join(' and '),
    group: toShare(sum('group'), contrast.group),
    against: toShare(sum('against'), contrast.against),
    oddsRatio: Math.exp(found.logOddsRatio),
    lowerBound: Math.exp(found.score),
    pValue: found.pValue,
    explains: toValues(found.explains),
    exampleTraceId: example === undefined || example.traceId === '' ? null : example.traceId,
    selector: toSelector(indexes.flatMap((index) => items[index]?.predicate ?? [])),
  };
}

function toAttributeContrast(
  { attribute, distinct, significant, values }: Ranked,
  contrast: Contrast,
): AttributeContrast {
  const { place, name } = attribute;
  return {
    place,
    name: toWrittenName(attribute),
    distinct,
    significant,
    values: toChart(values).map(({ value, outlierShare, otherShare }) => ({
      ...toAttributeValue({ place, name, value }),
      group: { rows: Math.round(outlierShare * contrast.group), share: outlierShare },
      against: { rows: Math.round(otherShare * contrast.against), share: otherShare },
    })),
  };
}

/** Of numbers the bins that lie side by side, in their order; else the values that stand out most. */
function toChart(values: readonly RankedValue<ContrastValue>[]): readonly RankedValue<ContrastValue>[] {
  const bins = values.flatMap((entry) => ('text' in entry.value ? [] : { entry, ...entry.value }));
  if (bins.length === 0) return values.slice(0, most.values);
  const lowest = Math.min(...bins.map(({ below }) => below ?? Number.POSITIVE_INFINITY));
  const highest = Math.max(...bins.map(({ above }) => above ?? Number.NEGATIVE_INFINITY));
  return bins
    .filter(({ above, below }) => (above === null ? below === lowest : below !== null || above === highest))
    .toSorted((a, b) => (a.above ?? Number.NEGATIVE_INFINITY) - (b.above ?? Number.NEGATIVE_INFINITY))
    .map(({ entry }) => entry);
}

function toShare(rows: number, all: number): RowShare {
  return { rows, share: all === 0 ? 0 : rows / all };
}
