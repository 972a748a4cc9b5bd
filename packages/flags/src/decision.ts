import { limits } from '@seatrial/model';
import type { FlagEvaluation } from './evaluation.ts';
import type { KnownName, KnownNames } from './known-names.ts';
import type { Mark } from './mark.ts';

/** Decisions of one key that are kept, as many as of its values. */
const mostOfKey = 16;
/** Keys whose decisions are kept: beyond it all are forgotten, as keys with an id in them would have it. */
const mostKeys = 1000;

/** What a flag has come to, for whomever. It never changes, but for where it was recorded last. */
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
  /** What was handed out last: one flag is asked for again and again, and a map costs as much as all else here. */
  #last: Decision | undefined = undefined;

  constructor(provider: string) {
    this.#provider = provider;
  }

  /** Takes what an adapter has read, one by one: an object for it would be made each time. */
  find(key: unknown, value: unknown, variant: string | undefined, reason: string | undefined): Decision {
    const last = this.#last;
    if (last !== undefined && last.key === key && isSame(last, value, variant, reason)) return last;
    const latest = this.#byKey.get(key);
    let count = 0;
    for (let known = latest; known !== undefined; known = known.next) {
      if (isSame(known, value, variant, reason)) return (this.#last = known);
      count += 1;
    }
    const next = count < mostOfKey ? latest : undefined;
    const made = new Decision(this.#provider, key as string, value, variant, reason, next);
    if (isSmall(key, value)) this.#keep(made);
    return made;
  }

  /** The latest of a key comes first, and begins anew where there are too many. */
  #keep(made: Decision): void {
    if (this.#byKey.size >= mostKeys && !this.#byKey.has(made.key)) this.#byKey.clear();
    this.#byKey.set(made.key, made);
    this.#last = made;
  }
}

function isSame(known: Decision, value: unknown, variant: string | undefined, reason: string | undefined): boolean {
  return known.value === value && known.reason === reason && known.variant === variant;
}

/** What is in an object may change, and what is large is not worth keeping. */
function isSmall(key: unknown, value: unknown): boolean {
  if (typeof key !== 'string' || key.length > limits.flagKeyLength) return false;
  if (typeof value === 'string') return value.length <= limits.variantLength;
  return typeof value !== 'object' || value === null;
}
