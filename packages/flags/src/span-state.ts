import type { Incoming } from './request/incoming.ts';
import { createScope } from './scope.ts';
import type { Scope } from './scope.ts';
import { toMixed } from './mark.ts';
import type { Mark, Marks } from './mark.ts';
import { mixed } from './variant.ts';

// Registered symbols, so that two copies of this package find each other's.
const stateSlot: unique symbol = Symbol.for('seatrial.flags.state') as never;
const parentSlot: unique symbol = Symbol.for('seatrial.flags.parent') as never;

/** A span of OpenTelemetry's SDK, as far as it is looked at here. */
export interface LinkedSpan {
  readonly ended: boolean;
  /** Absent as long as there is nothing to know. */
  [stateSlot]?: SpanState;
  /** The next open span towards the local root, as long as there is no state. Absent on a local root. */
  [parentSlot]?: LinkedSpan;
}

/** Stands for ancestors that have all ended. */
const orphan: LinkedSpan = Object.freeze({ ended: false });

/**
 * The place of one unfinished span in its trace, and what it knows. It lies on the span itself: a WeakMap costs several
 * times as much for each span. It is made when a flag or cohort comes into its trace; until then a span has a link to
 * its parent and nothing else, since most spans of most services have no flag.
 */
export class SpanState {
  /** The next open span towards the local root. */
  up: SpanState | undefined;
  readonly isRoot: boolean;
  ended: boolean;
  /** The request that a local root serves. */
  readonly record: Partial<Incoming> | undefined;
  known: Known | undefined;

  constructor(
    up: SpanState | undefined,
    isRoot: boolean,
    record: Partial<Incoming> | undefined,
    known: Known | undefined,
  ) {
    this.up = up;
    this.isRoot = isRoot;
    this.ended = false;
    this.record = record;
    this.known = known;
  }
}

/** What a span knows of flags and cohorts. */
export class Known {
  /** What the parent knew when this span started. */
  readonly inherited: Marks | undefined;
  /** What was evaluated here or below: exact, or `mixed` where there were several values. */
  own: Marks | undefined;
  /** What a child that starts now inherits: the latest values. Copied before a write once a child has it. */
  current: Marks | undefined;
  shared: boolean;
  /** The local root's, once it was looked for. */
  scope: Scope | undefined;
  /** What was recorded here last, and how many changes the scope had seen then: most evaluations repeat it. */
  lastFlag: Mark | undefined;
  flagChanges: number;
  lastCohort: Mark | undefined;
  cohortChanges: number;
  /** The context that the last cohort was recorded in, and with it the request's record. */
  cohortContext: unknown;

  constructor(inherited: Marks | undefined) {
    this.inherited = inherited;
    this.own = undefined;
    this.current = inherited;
    this.shared = true;
    this.scope = undefined;
    this.lastFlag = undefined;
    this.flagChanges = 0;
    this.lastCohort = undefined;
    this.cohortChanges = 0;
    this.cohortContext = undefined;
  }
}

/** The state of a span that has one by now. */
export function findState(span: object | undefined): SpanState | undefined {
  return (span as LinkedSpan | undefined)?.[stateSlot];
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
  const earlier = span[stateSlot];
  if (earlier !== undefined) return earlier;
  const parent = span[parentSlot];
  const state = new SpanState(
    parent === undefined ? undefined : toOpenState(parent),
    parent === undefined,
    undefined,
    undefined,
  );
  state.ended = span.ended;
  span[stateSlot] = state;
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
  const state = parent[stateSlot];
  if (state !== undefined && (state.ended || state.known?.current !== undefined)) {
    if (state.known !== undefined) state.known.shared = true;
    const inherited = state.known?.current;
    span[stateSlot] = new SpanState(
      toOpen(state),
      false,
      undefined,
      inherited === undefined ? undefined : new Known(inherited),
    );
    return;
  }
  // A chain of ended spans must not grow: whoever starts its own successor for ever would hold all of its past.
  const above = parent[parentSlot];
  if (above !== undefined && above.ended) parent[parentSlot] = skipEndedSpans(above);
  span[parentSlot] = parent.ended ? skipEndedSpans(parent) : parent;
}

/** The nearest open span at or above, or one with a state, which knows what is above it; else {@link orphan}. */
function skipEndedSpans(span: LinkedSpan): LinkedSpan {
  let at = span;
  while (at.ended && at[stateSlot] === undefined) at = at[parentSlot] ?? orphan;
  return at;
}

/** Gives a local root what its request or its deployment brings. */
export function startRoot(span: LinkedSpan, record: Partial<Incoming> | undefined, marks: Marks | undefined): void {
  if (marks === undefined && !bringsAnything(record)) return;
  const state = new SpanState(undefined, true, record, marks === undefined ? undefined : new Known(marks));
  if (marks !== undefined || record?.requestId !== undefined) toScope(state);
  span[stateSlot] = state;
}

/** Most requests bring nothing that their spans could have to say. */
function bringsAnything(record: Partial<Incoming> | undefined): boolean {
  return (
    record !== undefined && (record.message !== undefined || record.requestId !== undefined || record.remote === true)
  );
}

/** The scope of a local root; made when it is first needed. */
export function toScope(root: SpanState): Scope {
  const known = (root.known ??= new Known(undefined));
  return (known.scope ??= createScope(root.record));
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
 * @returns the scope of the local root, or `undefined` where that span has ended.
 */
export function recordMark(from: SpanState, mark: Mark): Scope | undefined {
  if (isLatest(from.known, mark)) return from.known?.scope;
  let isChange = false;
  let root = from;
  for (let state: SpanState | undefined = from; state !== undefined; state = state.up) {
    root = state;
    if (!state.ended && setMark((state.known ??= new Known(undefined)), mark)) isChange = true;
  }
  if (root.ended || !root.isRoot) return undefined;
  const scope = toScope(root);
  if (isChange) scope.changes += 1;
  if (from.known !== undefined) keepLatest(from.known, mark, scope);
  return scope;
}

/** True where this span recorded the same mark before and nothing has changed since: then it is everywhere it has to be. */
export function isLatest(known: Known | undefined, mark: Mark): boolean {
  const scope = known?.scope;
  if (known === undefined || scope === undefined || scope.ended) return false;
  return (
    (known.lastFlag === mark && known.flagChanges === scope.changes) ||
    (known.lastCohort === mark && known.cohortChanges === scope.changes)
  );
}

function keepLatest(known: Known, mark: Mark, scope: Scope): void {
  known.scope = scope;
  if (mark.kind === 'flag') {
    known.lastFlag = mark;
    known.flagChanges = scope.changes;
  } else {
    known.lastCohort = mark;
    known.cohortChanges = scope.changes;
  }
}

/** True where it changed anything. */
function setMark(known: Known, mark: Mark): boolean {
  if (known.own === known.current) return setSame(known, mark);
  const own = (known.own ??= new Map());
  const earlier = own.get(mark.attribute);
  const isOwn = earlier !== undefined && (earlier.value === mark.value || earlier.value === mixed);
  if (!isOwn) own.set(mark.attribute, earlier === undefined ? mark : toMixed(earlier));
  if (known.current?.get(mark.attribute)?.value === mark.value) return !isOwn;
  toWritable(known, mark).set(mark.attribute, mark);
  return true;
}

/** As long as nothing was inherited and nothing is mixed, one map is both what is own and what children inherit. */
function setSame(known: Known, mark: Mark): boolean {
  const earlier = known.own?.get(mark.attribute);
  if (earlier?.value === mark.value) return false;
  const marks = toWritable(known, mark);
  if (earlier === undefined) known.own = marks;
  else known.own = new Map(marks).set(mark.attribute, toMixed(earlier));
  marks.set(mark.attribute, mark);
  return true;
}

/**
 * What children inherit, as a map that none of them has yet. A value that changes goes into a new one: who has seen a
 * map knows what is in it as long as its size is the same.
 */
function toWritable(known: Known, { attribute }: Mark): Marks {
  if (!known.shared && known.current !== undefined && !known.current.has(attribute)) return known.current;
  known.shared = false;
  known.current = new Map(known.current);
  return known.current;
}

/** What the span says in the end: its own and its descendants' values, else what it inherited. */
export function toMarks({ own, inherited }: Known): Marks | undefined {
  if (inherited === undefined) return own;
  if (own === undefined) return inherited;
  const marks = new Map(inherited);
  for (const [attribute, mark] of own) marks.set(attribute, mark);
  return marks;
}
