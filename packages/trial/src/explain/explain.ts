import type { ContrastQuery, ContrastReader, PatternRow } from '@seatrial/store';
import { findCauses } from '@seatrial/stats';
import type { CauseTable, FoundCause } from '@seatrial/stats';
import { toEvidenceShare } from './evidence-share.ts';
import type { EvidenceShare } from './evidence-share.ts';
import { createExclusion } from './exclusions.ts';
import type { Exclusion } from './exclusions.ts';
import type { Explanation } from './explanation.ts';
import { addItems, isComparable, pickItems, rank, toKey } from './items.ts';
import type { Item, Ranking } from './items.ts';
import type { ExplainOptions } from './options.ts';
import { toPreference } from './preference.ts';
import { toExplanation } from './to-explanation.ts';

/** Items that are told apart at once, at first and with those that were found among the rows of the leads. */
const mostItems = { first: { all: 40, weak: 12 }, all: 64 };
/** The strongest values, within whose rows the whole comparison is made again; not of a sample, which is for a quick answer. */
const mostLeads = 3;

/** How much of the work is behind each step, where all of it is 1. */
const shares = { contrast: 0.5, patterns: 0.6, leads: 0.9 };

/**
 * What sets a group of rows apart from another: every value of every attribute is counted on all rows; those that stand
 * out are told apart; and within the rows of the strongest it is looked once more, for what matters only there.
 * @param onProgress is told the share of the work that is done, from 0 to 1.
 * @throws what the store throws.
 */
export async function explain(
  reader: ContrastReader,
  options: ExplainOptions,
  onProgress: (done: number) => void = () => undefined,
): Promise<Explanation> {
  const { alpha = 0.05, limit = 5, exclude: _, ...query } = options;
  const exclusion = createExclusion(options);
  const contrast = await reader.contrast(query, (done) => onProgress(done * shares.contrast));
  onProgress(shares.contrast);
  const ranking = rank(contrast, exclusion, alpha);
  const share = toEvidenceShare(contrast);
  const first = isComparable(contrast) ? pickItems(ranking, contrast, mostItems.first) : [];
  if (first.length === 0) return toExplanation({ options, contrast, ranking, items: [], patterns: [], causes: [] });
  const found = await readPatterns(reader, query, first);
  onProgress(shares.patterns);
  const leads =
    query.sample === undefined ? findCauses(toTable(found, ranking, share), { alpha, limit: mostLeads, order: 1 }) : [];
  const more: Item[] = [];
  for (const [index, lead] of leads.entries()) {
    more.push(...(await lookWithin(reader, { query, exclusion, alpha, lead, items: found.items })));
    onProgress(shares.patterns + ((shares.leads - shares.patterns) * (index + 1)) / leads.length);
  }
  const items = addItems(found.items, more, mostItems.all);
  const all = items.length === found.items.length ? found : await readPatterns(reader, query, items);
  const causes = findCauses(toTable(all, ranking, share), { alpha, limit });
  onProgress(1);
  return toExplanation({ options, contrast, ranking, items: all.items, patterns: all.rows, causes });
}

interface Told {
  readonly items: readonly Item[];
  readonly rows: readonly PatternRow[];
}

async function readPatterns(reader: ContrastReader, query: ContrastQuery, items: readonly Item[]): Promise<Told> {
  const { used, rows } = await reader.patterns({ ...query, predicates: items.map(({ predicate }) => predicate) });
  return { items: items.slice(0, used), rows };
}

function toTable({ items, rows }: Told, { looked }: Ranking, share: EvidenceShare): CauseTable {
  return {
    items: items.map(({ predicate, distinct }) => ({
      attribute: toKey(predicate),
      distinct,
      preference: toPreference(predicate),
    })),
    patterns: rows.map(({ has, group, against }) => ({
      has,
      outliers: group * share.group,
      others: against * share.against,
    })),
    attributes: looked,
  };
}

/** What stands out among the rows that have the lead, where some of the others have it as well. */
async function lookWithin(
  reader: ContrastReader,
  {
    query,
    exclusion,
    alpha,
    lead,
    items,
  }: {
    readonly query: ContrastQuery;
    readonly exclusion: Exclusion;
    readonly alpha: number;
    readonly lead: FoundCause;
    readonly items: readonly Item[];
  },
): Promise<readonly Item[]> {
  const names = lead.items.flatMap(({ item, aliases }) => [item, ...aliases]).flatMap((index) => items[index] ?? []);
  const [named] = names;
  if (named === undefined || lead.others === 0) return [];
  const having = [...(query.having ?? []), named.predicate];
  const contrast = await reader.contrast({ ...query, having });
  if (!isComparable(contrast)) return [];
  const known = new Set(names.map(({ predicate }) => toKey(predicate)));
  const within = rank(
    contrast,
    (attribute) => exclusion(attribute) ?? (known.has(toKey(attribute)) ? 'asked' : undefined),
    alpha,
  );
  return pickItems(within, contrast, { all: (mostItems.all - mostItems.first.all) / mostLeads, weak: 0 });
}
