import { limits } from '@seatrial/model';
import { toName, toWellFormed } from '../key.ts';
import { byRank } from '../mark.ts';
import type { Mark } from '../mark.ts';
import type { MarkSet } from '../mark-set.ts';
import type { Say } from '../say.ts';
import { mixed } from '../variant.ts';

/** The one baggage entry: `f.<flag>:<variant>;c.<cohort>:<value>;s:1`, each part percent-encoded, then the whole. */
export const entryName = 'seatrial.flags';

/** What an entry carries. */
export interface Carried {
  readonly flags: readonly (readonly [string, string])[];
  readonly cohorts: readonly (readonly [string, string])[];
  readonly shadow: boolean;
}

/**
 * The entry with its name, as it stands in a `baggage` header; `undefined` where nothing is to be carried. Shadow and
 * cohorts come first, then at most 16 flags by rank, as far as 2,048 characters reach.
 */
export function formatEntry({ marks }: MarkSet): string | undefined {
  const ranked = marks.filter(({ value, kind }) => kind === 'shadow' || value !== mixed).toSorted(byOrder);
  let text = '';
  let flags = 0;
  for (const mark of ranked) {
    if (mark.kind === 'flag' && flags >= limits.flagsInBaggage) continue;
    const part = encodeURIComponent((text === '' ? '' : ';') + toPart(mark));
    if (entryName.length + 1 + text.length + part.length > limits.baggageLength) continue;
    text += part;
    if (mark.kind === 'flag') flags += 1;
  }
  return text === '' ? undefined : `${entryName}=${text}`;
}

const order = { shadow: 0, cohort: 1, flag: 2 } as const;

function byOrder(a: Mark, b: Mark): number {
  return order[a.kind] - order[b.kind] || byRank(a, b);
}

function toPart({ kind, name, value }: Mark): string {
  if (kind === 'shadow') return 's:1';
  return `${kind === 'flag' ? 'f' : 'c'}.${name}:${encodeURIComponent(toWellFormed(String(value)))}`;
}

/** Reads what another service sent. Anything odd in it is left out and said; it never throws. */
export function parseEntry(given: string, say: Say): Carried | undefined {
  const text = given.length <= limits.baggageLength ? decode(given) : undefined;
  if (text === undefined) {
    say(
      `a baggage entry ${entryName} is too long or cannot be read; it is left out. Its sender is not this version of Seatrial.`,
    );
    return undefined;
  }
  const flags = new Map<string, string>();
  const cohorts = new Map<string, string>();
  let shadow = false;
  for (const part of text.split(';')) {
    const [, kind, name = '', value = ''] = /^(?:([fc])\.)?([\w.-]+):(.*)$/s.exec(part) ?? [];
    const decoded = decode(value);
    if (kind === undefined && name === 's') shadow = value === '1';
    if (kind === undefined || decoded === undefined || toName(name) !== name) continue;
    const [into, most] = kind === 'f' ? [flags, limits.flagsInBaggage] : [cohorts, limits.cohortsPerProcess];
    if (into.size < most) into.set(name, decoded.slice(0, limits.variantLength));
  }
  return flags.size + cohorts.size === 0 && !shadow ? undefined : { flags: [...flags], cohorts: [...cohorts], shadow };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
