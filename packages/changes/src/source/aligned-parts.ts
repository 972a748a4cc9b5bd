import type { Hunk } from '../git/patch.ts';
import type { Part } from './part.ts';

/** Which parts of two versions are the same, each by its place in the other one; they come in the same order in both. */
export interface Alignment {
  readonly toOld: ReadonlyMap<number, number>;
  readonly toNew: ReadonlyMap<number, number>;
}

/** Pairs the parts between which no line differs. */
export function alignParts(before: readonly Part[], after: readonly Part[], hunks: readonly Hunk[]): Alignment {
  const byLine = new Map(before.map((part, index) => [part.line, index]));
  const toOld = new Map<number, number>();
  const toNew = new Map<number, number>();
  let next = 0;
  let shift = 0;
  let last = -1;
  for (const [index, part] of after.entries()) {
    for (let hunk = hunks[next]; hunk !== undefined && toEnd(hunk) <= part.line; hunk = hunks[next]) {
      shift += hunk.oldCount - hunk.newCount;
      next += 1;
    }
    const old = byLine.get(part.line + shift);
    if (old === undefined || old <= last || before[old]?.text !== part.text) continue;
    last = old;
    toOld.set(index, old);
    toNew.set(old, index);
  }
  return { toOld, toNew };
}

/** The first new line behind a hunk. One without new lines stands behind the line that it names. */
function toEnd({ newStart, newCount }: Hunk): number {
  return newStart + (newCount === 0 ? 1 : newCount);
}
