import { limits } from '@seatrial/model';
import type { PlannedFile, ProbeKind } from '@seatrial/model';
import { toLanguage } from '../source/language.ts';
import { findFaults } from '../source/parse.ts';
import type { ProbeFile } from './probe-site.ts';
import { toProbeNames, toProbeText, toPrologue } from './probe-text.ts';

export type Edits = PlannedFile['edits'];

/** What a function gets, by its place in the file. */
export type WantedProbes = ReadonlyMap<number, { readonly kind: ProbeKind; readonly index: number }>;

/** The text that puts the probes into a file, on the lines that are there. */
export function toEdits(file: ProbeFile, wanted: WantedProbes, plan: string, fileIndex: number): Edits {
  if (wanted.size === 0) return [];
  const names = toProbeNames(file.text);
  const early = [...wanted.keys()].some((place) => file.sites[place]?.isEarly === true);
  const mark = file.prologue.afterDirectives ? ';' : '';
  const parts: [offset: number, text: string][] = [
    [file.prologue.enter, mark + toPrologue(names, plan, fileIndex, early)],
  ];
  const children = toChildren(file);
  // In the order of the text: a function begins, what is in it follows, it ends.
  const add = (place: number): void => {
    const probe = wanted.get(place);
    const site = file.sites[place];
    const text =
      probe === undefined || site === undefined ? undefined : toProbeText(names, site, probe.kind, probe.index);
    if (text !== undefined && site !== undefined) parts.push([site.enter, text.enter]);
    for (const child of children[place] ?? []) add(child);
    if (text !== undefined && site !== undefined && text.leave !== '') parts.push([site.leave, text.leave]);
  };
  add(0);
  return merge(parts.toSorted(([a], [b]) => a - b));
}

function toChildren({ functions }: ProbeFile): readonly (readonly number[])[] {
  const children = functions.map((): number[] => []);
  for (const [place, { parent }] of functions.entries()) if (parent !== undefined) children[parent]?.push(place);
  return children;
}

function merge(parts: readonly (readonly [number, string])[]): Edits {
  const merged: [number, string][] = [];
  for (const [offset, text] of parts) {
    const last = merged.at(-1);
    if (last?.[0] === offset && last[1].length + text.length <= limits.plannedEditLength) last[1] += text;
    else merged.push([offset, text]);
  }
  return merged;
}

/** A text with what is inserted. */
export function applyEdits(text: string, edits: Edits): string {
  let result = '';
  let from = 0;
  for (const [offset, inserted] of edits) {
    result += text.slice(from, offset) + inserted;
    from = offset;
  }
  return result + text.slice(from);
}

/** What of the wanted probes a file can hold, and in words why not the others. */
export interface FittedProbes {
  readonly kinds: ReadonlyMap<number, ProbeKind>;
  readonly refused: ReadonlyMap<number, string>;
}

/**
 * Tries the probes that are wanted, by place in the file, and has the parser look at the outcome: where an engine would
 * refuse it, a function is counted only, or left alone when that does not help.
 */
export function fitProbes(file: ProbeFile, wanted: ReadonlyMap<number, ProbeKind>): FittedProbes {
  const kinds = new Map<number, ProbeKind>();
  const refused = new Map<number, string>();
  for (const [place, kind] of wanted) {
    const site = file.sites[place];
    const reason = file.leftAlone ?? (site === undefined ? 'it is no function' : site.leftAlone);
    if (reason === undefined) kinds.set(place, site?.countsOnly === true ? 'count' : kind);
    else refused.set(place, reason);
  }
  for (const step of ['found', 'all', 'none'] as const) {
    const faults = kinds.size === 0 ? [] : findNewFaults(file, kinds);
    const first = faults[0];
    if (first === undefined) break;
    const guilty = step === 'found' ? findPlaces(file, kinds, faults) : [...kinds.keys()];
    for (const place of guilty)
      if (step !== 'none') kinds.set(place, 'count');
      else if (kinds.delete(place))
        refused.set(place, `its file would not be read with a probe in it: ${first.message}`);
  }
  return { kinds, refused };
}

/** Faults of the changed text, at offsets of the text as it was; none where the text has such faults by itself. */
function findNewFaults(
  file: ProbeFile,
  kinds: ReadonlyMap<number, ProbeKind>,
): readonly { offset: number; message: string }[] {
  const language = toLanguage(file.path) ?? 'jsx';
  const probes = new Map([...kinds].map(([place, kind]) => [place, { kind, index: place }]));
  const edits = toEdits(file, probes, '0'.repeat(16), 0);
  const faults = findFaults(file.path, applyEdits(file.text, edits), language);
  if (faults.length === 0) return [];
  const own = new Set(findFaults(file.path, file.text, language).map(({ message }) => message));
  return faults
    .filter(({ message }) => !own.has(message))
    .map(({ offset, message }) => ({ offset: toOffsetBefore(edits, offset), message }));
}

function toOffsetBefore(edits: Edits, offset: number): number {
  let shift = 0;
  for (const [at, text] of edits) {
    if (at + shift > offset) break;
    if (at + shift + text.length > offset) return at;
    shift += text.length;
  }
  return offset - shift;
}

/** The innermost functions with a full probe around the faults. */
function findPlaces(
  { functions }: ProbeFile,
  kinds: ReadonlyMap<number, ProbeKind>,
  faults: readonly { readonly offset: number }[],
): readonly number[] {
  const full = [...kinds].filter(([, kind]) => kind === 'full').map(([place]) => place);
  return faults.flatMap(({ offset }) => {
    const around = full.filter((place) => {
      const each = functions[place];
      return each !== undefined && each.start <= offset && offset <= each.end;
    });
    return around.toSorted((a, b) => (functions[b]?.start ?? 0) - (functions[a]?.start ?? 0)).slice(0, 1);
  });
}
