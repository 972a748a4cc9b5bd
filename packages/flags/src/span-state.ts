import type { Context } from '@opentelemetry/api';
import type { Incoming } from './request/incoming.ts';
import type { KnownName } from './known-names.ts';
import type { Mark } from './mark.ts';
import { noMarks } from './mark-set.ts';
import type { MarkSet } from './mark-set.ts';
import { createScope } from './scope.ts';
import type { Scope } from './scope.ts';

// A registered symbol, so that two copies of this package find each other's.
const linkSlot: unique symbol = Symbol.for('seatrial.flags.link') as never;

/** A span of OpenTelemetry's SDK, as far as it is looked at here. */
export interface LinkedSpan {
  readonly ended: boolean;
  /**
   * Its state; as long as there is nothing to know, the next open span towards the local root, `undefined` on that one.
   * One property for both, and on every span: spans of several hidden classes cost the SDK itself time.
   */
  [linkSlot]?: SpanState | LinkedSpan | undefined;
}

/** Stands for ancestors that have all ended. */
const orphan: LinkedSpan = Object.freeze({ ended: false });

/** States that were made, so that each has a number. */
let made = 0;

/**
 * The place of one unfinished span in its trace, and what it knows of flags and cohorts. It lies on the span itself: a
 * WeakMap costs several times as much for each span. It is made when a flag or cohort comes into its trace; until then
 * a span has a link to its parent and nothing else, since most spans of most services have no flag.
 */
export class SpanState {
  /** From 1: who remembers it does not hold the span. */
  readonly id: number;
  /** The next open span towards the local root. */
  up: SpanState | undefined;
  readonly isRoot: boolean;
  ended: boolean;
  /** The request that a local root serves. */
  readonly record: Partial<Incoming> | undefined;
  /** What the parent knew when this span started. */
  readonly inherited: MarkSet;
  /** What was evaluated here or below: exact, or `mixed` where there were several values. */
  own: MarkSet;
  /** What a child that starts now inherits: the latest values. */
  current: MarkSet;
  /** The local root, once it was looked for. */
  root: SpanState | undefined;
  /** Of a local root: how often a value has taken the place of another at or below it. */
  changes: number;
  /** The context in which something was recorded here last, as long as the span is open. */
  active: Context | undefined;
  /** Of a local root, where there is one. */
  scope: Scope | undefined;

  constructor(up: SpanState | undefined, isRoot: boolean, record: Partial<Incoming> | undefined, inherited: MarkSet) {
    this.id = made += 1;
    this.up = up;
    this.isRoot = isRoot;
    this.ended = false;
    this.record = record;
    this.inherited = inherited;
    this.own = noMarks;
    this.current = inherited;
    this.root = undefined;
    this.changes = 0;
    this.active = undefined;
    this.scope = undefined;
  }

  /** Who holds the span until it is exported does not hold what its request brought along. */
  end(): void {
    this.ended = true;
    this.active = undefined;
  }
}

/** The state of a span that has one by now. */
export function findState(span: object | undefined): SpanState | undefined {
  const link = (span as LinkedSpan | undefined)?.[linkSlot];
  return isState(link) ? link : undefined;
}

/** By its shape: it may be of another copy of this package. */
function isState(link: SpanState | LinkedSpan | undefined): link is SpanState {
  return link !== undefined && (link as Partial<SpanState>).current !== undefined;
}

/** True for a span of an SDK: one that is not recorded has no end to know of. */
export function isRecorded(span: object | undefined): span is LinkedSpan {
  return span !== undefined && 'ended' in span;
}

/** The state of a span and of all open ones above it, made where there is none; `undefined` for what is not recorded. */
export function needState(span: object | undefined): SpanState | undefined {
  return isRecorded(span) ? promote(span) : undefined;
}

function promote(span: LinkedSpan): SpanState {
  const link = span[linkSlot];
  if (isState(link)) return link;
  const state = new SpanState(
    link === undefined ? undefined : toOpenState(link),
    link === undefined,
    undefined,
    noMarks,
  );
  state.ended = span.ended;
  span[linkSlot] = state;
  return state;
}

/** The state of the nearest open span at or above; `undefined` where all have ended. */
function toOpenState(span: LinkedSpan): SpanState | undefined {
  const open = skipEndedSpans(span);
  if (open === orphan) return undefined;
  const state = promote(open);
  return state.ended ? toOpen(state) : state;
}

/** Links a span that starts now with its parent, and lets it inherit what that one knows. */
export function linkChild(span: LinkedSpan, parent: LinkedSpan): void {
  const link = parent[linkSlot];
  if (isState(link)) {
    span[linkSlot] =
      link.ended || link.current.size > 0 ? new SpanState(toOpen(link), false, undefined, link.current) : parent;
    return;
  }
  // A chain of ended spans must not grow: whoever starts its own successor for ever would hold all of its past.
  if (link?.ended === true) parent[linkSlot] = skipEndedSpans(link);
  span[linkSlot] = parent.ended ? skipEndedSpans(parent) : parent;
}

/** The nearest open span at or above, or one with a state, which knows what is above it; else {@link orphan}. */
function skipEndedSpans(span: LinkedSpan): LinkedSpan {
  let at = span;
  while (at.ended) {
    const link = at[linkSlot];
    if (isState(link)) return at;
    at = link ?? orphan;
  }
  return at;
}

/** Gives a local root what its request or its deployment brings. */
export function startRoot(span: LinkedSpan, record: Partial<Incoming> | undefined, marks: MarkSet | undefined): void {
  if (marks === undefined && !bringsAnything(record)) {
    span[linkSlot] = undefined;
    return;
  }
  const state = new SpanState(undefined, true, record, marks ?? noMarks);
  if (marks !== undefined || record?.requestId !== undefined) toScope(state);
  span[linkSlot] = state;
}

/** Most requests bring nothing that their spans could have to say. */
function bringsAnything(record: Partial<Incoming> | undefined): boolean {
  return (
    record !== undefined && (record.message !== undefined || record.requestId !== undefined || record.remote === true)
  );
}

/** What a local root has to say beside its marks; made when it is first needed. */
export function toScope(root: SpanState): Scope {
  return (root.scope ??= createScope(root.record));
}

export function findRoot(state: SpanState): SpanState {
  let root = state;
  while (root.up !== undefined) root = root.up;
  return root;
}

/** The nearest open span at or above. Each look also shortens the way, so that no chain of ended spans grows. */
function toOpen(state: SpanState): SpanState | undefined {
  const open = state.ended ? skipEnded(state.up) : state;
  if (state.ended) state.up = open;
  if (open?.up?.ended === true) open.up = skipEnded(open.up);
  return open;
}

function skipEnded(state: SpanState | undefined): SpanState | undefined {
  let open = state;
  while (open?.ended === true) open = open.up;
  return open;
}

/**
 * Writes a mark at a span and at every open span above it up to the local root.
 *
 * @param name whose mark it is, its last
 * @returns the local root, or `undefined` where that has ended.
 */
export function recordMark(from: SpanState, mark: Mark, name: KnownName): SpanState | undefined {
  if (isSeen(from, name)) return from.root;
  let isReplaced = false;
  let root = from;
  for (let state: SpanState | undefined = from; state !== undefined; state = state.up) {
    root = state;
    if (!state.ended && setMark(state, mark)) isReplaced = true;
  }
  if (root.ended || !root.isRoot) return undefined;
  from.root = root;
  if (isReplaced) root.changes += 1;
  if (root.record?.remote === true) toScope(root);
  name.seenAt = from.id;
  name.seenChanges = root.changes;
  return root;
}

/** True where the last mark of a name is recorded at this span and no value has changed since: it is where it has to be. */
export function isSeen({ id, root }: SpanState, { seenAt, seenChanges }: KnownName): boolean {
  return seenAt === id && root !== undefined && !root.ended && seenChanges === root.changes;
}

/** True where it took the place of another value. */
function setMark(state: SpanState, mark: Mark): boolean {
  const { current, own } = state;
  const next = current.with(mark);
  const isReplaced = next !== current && next.size === current.size;
  state.current = next;
  // As long as nothing was inherited and nothing is mixed, what is own and what children inherit are one.
  state.own = own === current && !isReplaced ? next : own.withMixed(mark);
  return isReplaced;
}

/** What the span says in the end: its own and its descendants' values, else what it inherited. */
export function toMarks({ own, inherited }: SpanState): MarkSet {
  return inherited.size === 0 ? own : inherited.withAll(own.marks);
}
