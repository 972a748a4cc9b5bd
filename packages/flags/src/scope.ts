import type { Incoming } from './request/incoming.ts';
import type { FlagEvaluation } from './evaluation.ts';
import { mixed } from './variant.ts';

/** What is kept once for a local root span and all that runs below it. */
export interface Scope {
  /** Values came from the calling service. */
  readonly remote: boolean;
  /** The header that pairs a mirrored request with its original: name and value. */
  readonly requestId: readonly [string, string] | undefined;
  /** Rises whenever a value takes the place of another anywhere in the scope. */
  changes: number;
  /** The local root has ended, and nothing of this reaches a span any more. */
  ended: boolean;
  /** Evaluations that found no room. */
  dropped: number;
  /** The flag configuration's version, `mixed` where there were several. */
  version: string | undefined;
  setId: string | undefined;
  /** The keyed hash of whom the flags were decided for. */
  subject: string | undefined;
  /** Distinct evaluations with their count, where log events are on. */
  events: Map<string, CountedEvaluation> | undefined;
}

/** Equal evaluations of one scope. */
export interface CountedEvaluation {
  readonly evaluation: FlagEvaluation;
  readonly key: string;
  readonly text: string;
  /** The span that evaluated first, to which the event belongs. */
  readonly span: unknown;
  readonly timeMs: number;
  readonly subject: string | undefined;
  count: number;
}

export function createScope(record: Partial<Incoming> | undefined): Scope {
  return {
    remote: record?.remote ?? false,
    requestId: record?.requestId,
    changes: 0,
    ended: false,
    dropped: 0,
    version: undefined,
    setId: undefined,
    subject: undefined,
    events: undefined,
  };
}

/** One value stays itself; two different ones are `mixed`. */
export function merge(earlier: string | undefined, next: string | undefined): string | undefined {
  if (next === undefined || earlier === next) return earlier;
  return earlier === undefined ? next : mixed;
}
