import { RequestRecord } from '@seatrial/model';
import type { IncomingMessage } from 'node:http';
import type { KnownNames } from '../known-names.ts';
import { toCohortMark } from '../known-names.ts';
import { shadowMark } from '../mark.ts';
import type { Mark } from '../mark.ts';
import { noMarks } from '../mark-set.ts';
import type { MarkSet } from '../mark-set.ts';
import { parseEntry } from '../propagation/entry.ts';
import type { Carried } from '../propagation/entry.ts';
import type { Say } from '../say.ts';
import type { CohortOptions } from './cohort-options.ts';
import { readRules } from './cohort-rules.ts';
import type { CheckedRule } from './cohort-rules.ts';
import type { Headers } from './headers.ts';
import { createShadowReader } from './shadow.ts';
import { createSplitterReader } from './splitters.ts';
import type { Trust } from './trust.ts';

/** A request as it arrived: what is known of it before any span starts. */
export class Incoming extends RequestRecord {
  /** What the local root starts with. */
  marks: MarkSet | undefined = undefined;
  remote = false;
  requestId: readonly [string, string] | undefined = undefined;
  /** Where claims appear later; `undefined` where no rule asks for them, and once they were read. */
  message: IncomingMessage | undefined = undefined;
}

export interface IncomingReaderPorts {
  readonly options: CohortOptions;
  readonly rules: readonly CheckedRule[];
  readonly trust: Trust;
  readonly cohorts: KnownNames;
  /** Turns flags of the calling service into marks. */
  readonly toFlagMarks: (carried: Carried) => readonly Mark[];
  /** Every request is a mirrored one. */
  readonly shadow: boolean;
  readonly say: Say;
}

/** What arrives with a request, from whichever carrier. */
export interface Arrival {
  readonly headers: Headers;
  readonly message: IncomingMessage | undefined;
  /** The text of Seatrial's baggage entry. */
  readonly entry: string | undefined;
}

/** What a caller claims, believed or not. */
interface Claims {
  readonly cohort: ReadonlyMap<string, string>;
  readonly shadow: boolean;
  readonly carried: Carried | undefined;
}

export function createIncomingReader(ports: IncomingReaderPorts): (arrival: Arrival) => Incoming {
  const { options, trust, cohorts, toFlagMarks, say } = ports;
  const claimed = ports.rules.filter(({ source }) => source !== 'claim');
  const hasClaims = claimed.length < ports.rules.length;
  const readSplitters = createSplitterReader(options.splitters);
  const isShadow = createShadowReader(options.shadow?.headers);
  const requestIdName = options.shadow?.requestId?.toLowerCase();

  /** `undefined` where nothing is claimed, as in most requests. */
  const readClaims = ({ headers, message, entry }: Arrival): Claims | undefined => {
    const carried = entry === undefined ? undefined : parseEntry(entry, say);
    const split = readSplitters(headers);
    const said = claimed.length === 0 ? undefined : readRules(claimed, { headers, url: message?.url });
    const shadow = isShadow(headers) || carried?.shadow === true;
    if (carried === undefined && split === undefined && said === undefined && !shadow) return undefined;
    return { cohort: new Map([...(carried?.cohorts ?? []), ...(split ?? []), ...(said ?? [])]), shadow, carried };
  };

  /** Takes a caller at its word; returns the marks of the flags that it tells. */
  const believe = ({ cohort, shadow, carried }: Claims, incoming: Incoming): readonly Mark[] => {
    incoming.shadow ||= shadow;
    for (const [name, value] of cohort) incoming.cohort.set(name, value);
    if (carried === undefined) return [];
    incoming.remote = carried.flags.length + carried.cohorts.length > 0;
    return toFlagMarks(carried);
  };

  const addOthers = ({ cohort: known }: Incoming): void => {
    for (const { cohort, otherwise } of claimed)
      if (otherwise !== undefined && !known.has(cohort)) known.set(cohort, otherwise);
  };

  const addMarks = (incoming: Incoming, flags: readonly Mark[]): void => {
    let marks = noMarks.withAll(flags);
    for (const [name, value] of incoming.cohort) {
      const known = cohorts.find(name);
      const mark = typeof known === 'object' ? toCohortMark(known, value) : undefined;
      if (mark !== undefined) marks = marks.with(mark);
    }
    if (incoming.shadow) marks = marks.with(shadowMark);
    if (marks.size > 0) incoming.marks = marks;
  };

  return (arrival) => {
    const incoming = new Incoming();
    incoming.shadow = ports.shadow;
    if (hasClaims) incoming.message = arrival.message;
    const requestId = requestIdName === undefined ? undefined : arrival.headers(requestIdName);
    if (requestId !== undefined)
      incoming.requestId = [`http.request.header.${requestIdName}`, requestId.slice(0, 128)] as const;
    const claims = readClaims(arrival);
    if (claims === undefined && claimed.length === 0 && !ports.shadow) return incoming;
    let flags: readonly Mark[] = [];
    if (claims !== undefined && trust(arrival.message?.socket.remoteAddress, arrival.headers))
      flags = believe(claims, incoming);
    else if (claims !== undefined)
      say(
        'a request claims a cohort, split, shadow or flags and is not believed, since it comes from outside, through a proxy that ' +
          'speaks for others, or over a carrier without an address. Name the hop in cohorts.trust if its word is good.',
      );
    addOthers(incoming);
    addMarks(incoming, flags);
    return incoming;
  };
}
