import type { Incoming } from './request/incoming.ts';
import type { CountedEvaluation } from './evaluation-events.ts';
import { mixed } from './variant.ts';

/** What a local root has to say beside its marks; most have nothing. */
export interface Scope {
  /** Values came from the calling service. */
  readonly remote: boolean;
  /** The header that pairs a mirrored request with its original: name and value. */
  readonly requestId: readonly [string, string] | undefined;
  /** Evaluations that found no room. */
  dropped: number;
  /** The flag configuration's version, `mixed` where there were several. */
  version: string | undefined;
  setId: string | undefined;
  /** The keyed hash of whom the flags were decided for. */
  subject: string | undefined;
  /** Distinct evaluations with their count, where log events are on. */
  events: CountedEvaluation[] | undefined;
}

export function createScope(record: Partial<Incoming> | undefined): Scope {
  return {
    remote: record?.remote ?? false,
    requestId: record?.requestId,
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
