import { limits } from '@seatrial/model';
import type { FlagEvaluation } from './evaluation.ts';
import { toName } from './key.ts';
import type { Mark, Rank } from './mark.ts';
import { toVariantText } from './variant.ts';

/** Values of one name whose marks are remembered. */
const mostValues = 16;
/** How many marks find no room before those that have it give way: a name with ever new values keeps none of use. */
const patience = 256;

/** A flag key or cohort name that the process remembers. */
export interface KnownName {
  readonly name: string;
  readonly attribute: string;
  readonly watched: boolean;
  /** The mark that was made last, and of what: most evaluations repeat it. */
  last: Mark | undefined;
  lastValue: unknown;
  lastVariant: unknown;
  lastReason: unknown;
  /** Marks by value, where there was more than one. */
  others: Map<string, Mark> | undefined;
  /** Marks that found no room there. */
  unkept: number;
  /** Where {@link last} was recorded last: the span's number, and how many values had changed in its scope. */
  seenAt: number;
  seenChanges: number;
}

/** Bounds how many names a process puts on spans: a key with an id in it would make a new attribute each time. */
export class KnownNames {
  readonly #known = new Map<unknown, KnownName>();
  readonly #prefix: string;
  readonly #most: number;
  readonly #watch: ReadonlySet<string>;
  /** What was asked for last, and what it was. */
  #lastGiven: unknown = undefined;
  #lastKnown: KnownName | undefined = undefined;

  constructor(prefix: string, most: number, watch: readonly string[] = []) {
    this.#prefix = prefix;
    this.#most = most;
    this.#watch = new Set(watch);
    for (const name of watch) this.#add(name, true);
  }

  /** `'unnamed'` for what is no name, `'full'` for a new name beyond the limit. */
  find(given: unknown): KnownName | 'unnamed' | 'full' {
    if (given === this.#lastGiven && this.#lastKnown !== undefined) return this.#lastKnown;
    const known = this.#known.get(given);
    if (known !== undefined) {
      this.#lastGiven = given;
      return (this.#lastKnown = known);
    }
    if (this.#known.size - this.#watch.size >= this.#most) return toName(given) === undefined ? 'unnamed' : 'full';
    return this.#add(given, false);
  }

  isWatched(name: string): boolean {
    return this.#watch.has(name);
  }

  #add(given: unknown, watched: boolean): KnownName | 'unnamed' {
    const name = toName(given);
    if (name === undefined) return 'unnamed';
    const known: KnownName = {
      name,
      attribute: toInterned(this.#prefix + name),
      watched,
      last: undefined,
      lastValue: undefined,
      lastVariant: undefined,
      lastReason: undefined,
      others: undefined,
      unkept: 0,
      seenAt: 0,
      seenChanges: 0,
    };
    this.#known.set(given, known);
    return known;
  }
}

/** The same text as V8 keeps for names of properties: two of them are compared by their addresses. */
function toInterned(text: string): string {
  return Object.keys({ [text]: true })[0] ?? text;
}

const ranks: Readonly<Record<string, Rank>> = {
  targeting_match: 1,
  split: 1,
  static: 3,
  default: 3,
  disabled: 3,
};

/** The mark of an evaluation; the same one again for the same outcome. */
export function toFlagMark(flag: KnownName, evaluation: FlagEvaluation): Mark {
  const { value, variant, reason } = evaluation;
  const isRepeated = flag.lastValue === value && flag.lastVariant === variant && flag.lastReason === reason;
  if (isRepeated && flag.last !== undefined) return flag.last;
  const mark = makeFlagMark(flag, toVariantText(evaluation), typeof reason === 'string' ? reason : undefined);
  // What is in an object may change, and one that may be large is not kept.
  const isPlain = typeof value !== 'object' || value === null;
  flag.lastValue = isPlain ? value : flag;
  flag.lastVariant = variant;
  flag.lastReason = reason;
  return mark;
}

function makeFlagMark(flag: KnownName, value: string, reason: string | undefined): Mark {
  const { last } = flag;
  if (last !== undefined && last.value === value && last.reason === reason) return last;
  const other = flag.others?.get(value);
  if (other !== undefined && other.reason === reason) return useMark(flag, other);
  const rank = flag.watched ? 0 : (ranks[reason?.toLowerCase() ?? ''] ?? 2);
  return useMark(flag, { attribute: flag.attribute, kind: 'flag', name: flag.name, value, rank, reason });
}

/** The mark of a cohort's value; `undefined` where the value says nothing. The same one again for the same value. */
export function toCohortMark(cohort: KnownName, given: unknown): Mark | undefined {
  const { last } = cohort;
  if (last !== undefined && last.value === given) return last;
  const value = toCohortText(given);
  if (value === undefined) return undefined;
  if (last?.value === value) return last;
  return useMark(
    cohort,
    cohort.others?.get(value) ?? { attribute: cohort.attribute, kind: 'cohort', name: cohort.name, value, rank: 0 },
  );
}

/** Makes a mark the last one, and remembers the one before. */
function useMark(known: KnownName, mark: Mark): Mark {
  const earlier = known.last;
  known.last = mark;
  known.seenAt = 0;
  if (earlier === undefined) return mark;
  known.others ??= new Map();
  if (known.others.size < mostValues) known.others.set(String(earlier.value), earlier);
  else if ((known.unkept += 1) >= patience) {
    known.others.clear();
    known.unkept = 0;
  }
  return mark;
}

/** A cohort's value as text; `undefined` for what is none. */
export function toCohortText(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const text = String(value).trim();
  return text === '' ? undefined : text.slice(0, limits.variantLength);
}
