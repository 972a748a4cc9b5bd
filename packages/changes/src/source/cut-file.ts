import { findLast } from '../rising.ts';
import type { Language } from './language.ts';

/** One version of a file, cut into parts with whole statements in them. */
export interface CutFile {
  readonly path: string;
  readonly text: string;
  readonly language: Language;
  readonly isModule: boolean;
  /** Where the parts begin, the first at 0. */
  readonly cuts: readonly number[];
}

/** The text of a part. */
export function toPartText({ text, cuts }: Pick<CutFile, 'text' | 'cuts'>, index: number): string {
  return text.slice(cuts[index], cuts[index + 1]);
}

/** The parts that hold a word or what a pattern with the flag `g` finds, in order. */
export function findParts({ text, cuts }: CutFile, sought: string | RegExp): readonly number[] {
  const found: number[] = [];
  for (let from = 0; from < text.length;) {
    const at = find(text, sought, from);
    if (at === -1) break;
    const index = findLast(cuts, at);
    found.push(index);
    from = cuts[index + 1] ?? text.length;
  }
  return found;
}

function find(text: string, sought: string | RegExp, from: number): number {
  if (typeof sought === 'string') return text.indexOf(sought, from);
  sought.lastIndex = from;
  return sought.exec(text)?.index ?? -1;
}
