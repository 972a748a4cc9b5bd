import { limits } from '@seatrial/model';
import type { FlagEvaluation } from './evaluation.ts';
import type { KnownName, KnownNames } from './known-names.ts';
import type { Mark } from './mark.ts';

/** Decisions of one key that are kept, as many as of its values. */
const mostOfKey = 16;
/** Decisions that are kept: beyond it all are forgotten, as keys with an id in them and ever new values would have it. */
const most = 4000;

/** What a flag has come to, for whomever. What it says never changes; where it is found again does. */
export class Decision implements FlagEvaluation {
  readonly key: string;
  readonly value: unknown;
  readonly variant: string | undefined;
  readonly reason: string | undefined;
  readonly provider: string;
  readonly version = undefined;
  readonly setId = undefined;
  /** Another one of the same key. */
  readonly next: Decision | undefined;
  /** How many those are, with itself. */
  readonly count: number;
  /** What was asked for after it last: requests ask for the same flags in the same order. */
  follower: Decision | undefined = undefined;
  /** Whose name and mark it has by now. */
  names: KnownNames | undefined = undefined;
  flag: KnownName | undefined = undefined;
  mark: Mark | undefined = undefined;

  constructor(
    provider: string,
    key: string,
    value: unknown,
    variant: string | undefined,
    reason: string | undefined,
    next: Decision | undefined,
  ) {
    this.provider = provider;
    this.key = key;
    this.value = value;
    this.variant = variant;
    this.reason = reason;
    this.next = next;
    this.count = (next?.count ?? 0) + 1;
  }
}

/**
 * The decisions of one adapter. A service decides the same flags the same way again and again: as long as a key comes to
 * what it came to before, that decision is handed out again. What is young and led to from what is old costs V8's
 * collector a note each time, so that nothing is kept here of whom it was decided for.
 */
export class Decisions {
  readonly #provider: string;
  readonly #byKey = new Map<unknown, Decision>();
  #kept = 0;
  /** What was handed out last: it, or what followed it before, is asked for nearly always, without a look at the map. */
  #last: Decision | undefined = undefined;

  constructor(provider: string) {
    this.#provider = provider;
  }

  /** Takes what an adapter has read, one by one: an object for it would be made each time. */
  find(key: unknown, value: unknown, variant: string | undefined, reason: string | undefined): Decision {
    const last = this.#last;
    if (last !== undefined) {
      if (last.key === key && isSame(last, value, variant, reason)) return last;
      const { follower } = last;
      if (follower !== undefined && follower.key === key && isSame(follower, value, variant, reason))
        return (this.#last = follower);
    }
    const found = this.#search(key, value, variant, reason) ?? this.#make(key, value, variant, reason);
    if (isSmall(found)) this.#follow(found);
    return found;
  }

  #search(key: unknown, value: unknown, variant: string | undefined, reason: string | undefined): Decision | undefined {
    let known = this.#byKey.get(key);
    while (known !== undefined && !isSame(known, value, variant, reason)) known = known.next;
    return known;
  }

  #make(key: unknown, value: unknown, variant: string | undefined, reason: string | undefined): Decision {
    const latest = this.#byKey.get(key);
    const next = latest !== undefined && latest.count < mostOfKey ? latest : undefined;
    const made = new Decision(this.#provider, key as string, value, variant, reason, next);
    if (isSmall(made)) this.#keep(made);
    return made;
  }

  /** The latest of a key comes first, and begins anew where there are too many. */
  #keep(made: Decision): void {
    this.#kept += 1;
    if (this.#kept > most) {
      this.#kept = 1;
      this.#byKey.clear();
      // Those of before do not lead to those of now: what is forgotten is let go.
      this.#last = undefined;
    }
    this.#byKey.set(made.key, made);
  }

  #follow(found: Decision): void {
    if (this.#last !== undefined) this.#last.follower = found;
    this.#last = found;
  }
}

function isSame(known: Decision, value: unknown, variant: string | undefined, reason: string | undefined): boolean {
  return known.value === value && known.reason === reason && known.variant === variant;
}

/** What is in an object may change, and what is large is not worth keeping. */
function isSmall({ key, value }: Decision): boolean {
  if (typeof key !== 'string' || key.length > limits.flagKeyLength) return false;
  if (typeof value === 'string') return value.length <= limits.variantLength;
  return typeof value !== 'object' || value === null;
}
