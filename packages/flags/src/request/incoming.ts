import { createRequestRecord } from '@seatrial/model';
import type { RequestRecord } from '@seatrial/model';
import type { IncomingMessage } from 'node:http';
import type { KnownNames } from '../known-names.ts';
import { toCohortMark } from '../known-names.ts';
import { shadowMark } from '../mark.ts';
import type { Marks } from '../mark.ts';
import { parseEntry } from '../propagation/entry.ts';
import type { Carried } from '../propagation/entry.ts';
import type { Say } from '../say.ts';
import type { CohortOptions } from './cohort-options.ts';
import { readSource, toDeclared } from './cohort-rules.ts';
import type { CheckedRule } from './cohort-rules.ts';
import type { Headers } from './headers.ts';
import { createShadowReader } from './shadow.ts';
import { createSplitterReader } from './splitters.ts';
import type { Trust } from './trust.ts';

/** A request as it arrived: what is known of it before any span starts. */
export interface Incoming extends RequestRecord {
  /** What the local root starts with. */
  readonly marks: Marks | undefined;
  readonly remote: boolean;
  readonly requestId: readonly [string, string] | undefined;
  /** Where claims appear later; `undefined` where no rule asks for them, and once they were read. */
  message: IncomingMessage | undefined;
}

export interface IncomingReaderPorts {
  readonly options: CohortOptions;
  readonly rules: readonly CheckedRule[];
  readonly trust: Trust;
  readonly cohorts: KnownNames;
  /** Turns flags of the calling service into marks. */
  readonly toFlagMarks: (carried: Carried, marks: Marks) => void;
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

export function createIncomingReader(ports: IncomingReaderPorts): (arrival: Arrival) => Incoming {
  const { options, trust, cohorts, toFlagMarks, say } = ports;
  const claimed = ports.rules.filter(({ source }) => source !== 'claim');
  const hasClaims = claimed.length < ports.rules.length;
  const readSplitters = createSplitterReader(options.splitters);
  const isShadow = createShadowReader(options.shadow?.headers);
  const requestIdName = options.shadow?.requestId?.toLowerCase();

  /** All that the caller claims, believed or not. */
  const readClaims = ({
    headers,
    message,
    entry,
  }: Arrival): { cohort: Map<string, string>; shadow: boolean; carried: Carried | undefined } => {
    const carried = entry === undefined ? undefined : parseEntry(entry, say);
    const cohort = new Map(carried?.cohorts);
    for (const [name, value] of readSplitters(headers) ?? []) cohort.set(name, value);
    const parts = { headers, url: message?.url };
    const settled = new Set<string>();
    for (const rule of claimed) {
      if (settled.has(rule.cohort)) continue;
      const said = readSource(rule, parts);
      if (said === undefined) continue;
      settled.add(rule.cohort);
      cohort.set(rule.cohort, toDeclared(rule, said));
    }
    return { cohort, shadow: isShadow(headers) || carried?.shadow === true, carried };
  };

  return (arrival) => {
    const claims = readClaims(arrival);
    const isClaiming = claims.cohort.size > 0 || claims.shadow || claims.carried !== undefined;
    const believed = isClaiming && trust(arrival.message?.socket.remoteAddress, arrival.headers);
    if (isClaiming && !believed)
      say(
        'a request claims a cohort, split, shadow or flags and is not believed, since it comes from outside, through a proxy that ' +
          'speaks for others, or over a carrier without an address. Name the hop in cohorts.trust if its word is good.',
      );
    const record = createRequestRecord();
    const marks: Marks = new Map();
    record.shadow = ports.shadow || (believed && claims.shadow);
    if (believed) {
      for (const [name, value] of claims.cohort) record.cohort.set(name, value);
      if (claims.carried !== undefined) toFlagMarks(claims.carried, marks);
    }
    const remote =
      believed && claims.carried !== undefined && claims.carried.flags.length + claims.carried.cohorts.length > 0;
    for (const { cohort, otherwise } of claimed)
      if (otherwise !== undefined && !record.cohort.has(cohort)) record.cohort.set(cohort, otherwise);
    for (const [name, value] of record.cohort) {
      const known = cohorts.find(name);
      const mark = typeof known === 'object' ? toCohortMark(known, value) : undefined;
      if (mark !== undefined) marks.set(mark.attribute, mark);
    }
    if (record.shadow) marks.set(shadowMark.attribute, shadowMark);
    const requestId = requestIdName === undefined ? undefined : arrival.headers(requestIdName);
    return Object.assign(record, {
      marks: marks.size > 0 ? marks : undefined,
      remote,
      requestId:
        requestIdName === undefined || requestId === undefined
          ? undefined
          : ([`http.request.header.${requestIdName}`, requestId.slice(0, 128)] as const),
      message: hasClaims ? arrival.message : undefined,
    });
  };
}
