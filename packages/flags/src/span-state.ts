import type { Scope } from './scope.ts';
import { toMixed } from './mark.ts';
import type { Mark, Marks } from './mark.ts';
import { mixed } from './variant.ts';

/** A registered symbol, so that two copies of this package find each other's states. */
const slot: unique symbol = Symbol.for('seatrial.flags.state') as never;

interface Carrier {
  [slot]?: SpanState;
}

/**
 * What one unfinished span knows of flags and cohorts. It lies on the span itself: a WeakMap costs several times as
 * much for each span. States form a tree of the spans that are still open; a finished one is left out of the chain, so
 * that a span which starts its own successor for ever holds nothing back.
 */
export class SpanState {
  /** The next open span towards the local root. */
  up: SpanState | undefined;
  /** Set on the local root alone. */
  scope: Scope | undefined;
  ended = false;
  /** What the parent knew when this span started. */
  readonly inherited: Marks | undefined;
  /** What was evaluated here or below: exact, or `mixed` where there were several values. */
  own: Marks | undefined;
  /** What a child that starts now inherits: the latest values. Copied before a write once a child has it. */
  current: Marks | undefined;
  shared: boolean;

  constructor(up: SpanState | undefined, inherited: Marks | undefined) {
    this.up = up;
    this.scope = undefined;
    this.inherited = inherited;
    this.own = undefined;
    this.current = inherited;
    this.shared = true;
  }
}

export function findState(span: object | undefined): SpanState | undefined {
  return span === undefined ? undefined : (span as Carrier)[slot];
}

export function keepState(span: object, state: SpanState): void {
  (span as Carrier)[slot] = state;
}

/** A state for a child of `parent` that starts now. */
export function createChildState(parent: SpanState): SpanState {
  parent.shared = true;
  return new SpanState(toOpen(parent), parent.current);
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
 * @returns the state of the local root, or `undefined` where that span has ended.
 */
export function recordMark(from: SpanState, mark: Mark): SpanState | undefined {
  for (let state: SpanState | undefined = from; state !== undefined; state = state.up) {
    if (!state.ended) setMark(state, mark);
    if (state.up === undefined) return state.ended || state.scope === undefined ? undefined : state;
  }
  return undefined;
}

function setMark(state: SpanState, mark: Mark): void {
  const own = (state.own ??= new Map());
  const earlier = own.get(mark.attribute);
  if (earlier === undefined) own.set(mark.attribute, mark);
  else if (earlier.value !== mark.value && earlier.value !== mixed) own.set(mark.attribute, toMixed(earlier));
  if (state.current?.get(mark.attribute)?.value === mark.value) return;
  if (state.shared || state.current === undefined) {
    state.current = new Map(state.current);
    state.shared = false;
  }
  state.current.set(mark.attribute, mark);
}

/** What the span says in the end: its own and its descendants' values, else what it inherited. */
export function toMarks({ own, inherited }: SpanState): Marks | undefined {
  if (inherited === undefined) return own;
  if (own === undefined) return inherited;
  const marks = new Map(inherited);
  for (const [attribute, mark] of own) marks.set(attribute, mark);
  return marks;
}
