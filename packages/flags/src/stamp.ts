import { limits } from '@seatrial/model';
import { byRank } from './mark.ts';
import type { Mark } from './mark.ts';
import type { MarkSet } from './mark-set.ts';
import type { Scope } from './scope.ts';
import { toMarks, toScope } from './span-state.ts';
import type { SpanState } from './span-state.ts';

export interface StampSettings {
  readonly prefix: string;
  readonly flagsPerSpan: number;
  readonly flagsPerRootSpan: number;
  /** How many attributes a span has before there is no room for flags. */
  readonly attributeRoom: number;
  readonly reasons: boolean;
}

/** A span's attributes, which are written to directly: `setAttribute` costs four times as much. */
type Attributes = Record<string, unknown>;

/**
 * Writes what a span knows when it ends. By then the application has set all that it will, so that nothing of it can
 * be displaced: flags take what room is left, short of the headroom, and an attribute of the same name stays.
 */
export function stampSpan(attributes: Attributes, state: SpanState, settings: StampSettings): void {
  const set = toMarks(state);
  if (set.size > 0 && !copyMarks(attributes, set, settings)) stampMarks(attributes, set, state, settings);
  if (state.isRoot && state.scope !== undefined) stampScope(attributes, state.scope);
}

/** True where all of it could be copied at once onto a span without attributes: to write one by one costs three times that. */
function copyMarks(
  attributes: Attributes,
  set: MarkSet,
  { flagsPerSpan, attributeRoom, reasons }: StampSettings,
): boolean {
  if (reasons || set.size > flagsPerSpan || set.size > attributeRoom || !isEmpty(attributes)) return false;
  const all = set.attributes;
  if (all === undefined) return false;
  Object.assign(attributes, all);
  return true;
}

function isEmpty(attributes: Attributes): boolean {
  for (const key in attributes) if (key !== undefined) return false;
  return true;
}

function stampMarks(
  attributes: Attributes,
  set: MarkSet,
  state: SpanState,
  { prefix, flagsPerSpan, flagsPerRootSpan, attributeRoom, reasons }: StampSettings,
): void {
  const { marks } = set;
  const room = Math.max(0, attributeRoom - countKeys(attributes));
  if (marks.length <= Math.min(flagsPerSpan, room)) {
    for (const mark of marks) write(attributes, mark);
    if (reasons && state.isRoot) writeReasons(attributes, marks, prefix, room - marks.length);
    return;
  }
  const ranked = marks.toSorted(byRank);
  const others = ranked.filter(({ kind }) => kind !== 'flag').slice(0, room);
  const flags = ranked.filter(({ kind }) => kind === 'flag');
  const chosen = flags.slice(0, Math.max(0, Math.min(flagsPerSpan, room - others.length)));
  for (const mark of others) write(attributes, mark);
  for (const mark of chosen) write(attributes, mark);
  if (!state.isRoot) return;
  const more = flags.slice(chosen.length, flagsPerRootSpan);
  if (more.length > 0) attributes['seatrial.flags.more'] = more.map(({ name, value }) => `${name}=${String(value)}`);
  const left = flags.length - chosen.length - more.length;
  if (left > 0) toScope(state).dropped += left;
  if (reasons) writeReasons(attributes, chosen, prefix, room - others.length - chosen.length);
}

function write(attributes: Attributes, { attribute, value }: Mark): void {
  if (attributes[attribute] === undefined) attributes[attribute] = value;
}

function writeReasons(attributes: Attributes, marks: Iterable<Mark>, prefix: string, room: number): void {
  let left = room;
  for (const { kind, name, reason } of marks) {
    if (kind !== 'flag' || reason === undefined || left <= 0) continue;
    attributes[`${prefix}reason.${name}`] = reason.toLowerCase().slice(0, limits.variantLength);
    left -= 1;
  }
}

/** These are few and Seatrial's own, and what was left out has to be said even on a full span. */
function stampScope(attributes: Attributes, scope: Scope): void {
  if (scope.dropped > 0) attributes['seatrial.flags.dropped'] = scope.dropped;
  if (scope.remote) attributes['seatrial.flags.remote'] = true;
  if (scope.version !== undefined) attributes['feature_flag.version'] = scope.version;
  if (scope.setId !== undefined) attributes['feature_flag.set.id'] = scope.setId;
  if (scope.subject !== undefined) attributes['feature_flag.context.id'] = scope.subject;
  if (scope.requestId !== undefined) attributes[scope.requestId[0]] ??= [scope.requestId[1]];
}

function countKeys(attributes: Attributes): number {
  let count = 0;
  for (const key in attributes) if (key !== undefined) count += 1;
  return count;
}
