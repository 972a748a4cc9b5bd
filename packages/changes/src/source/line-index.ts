import { findLast } from '../rising.ts';

/** Offsets of a text as 1-based lines, which end where git ends them: at a line feed. */
export interface LineIndex {
  toLine(offset: number): number;
}

/** So many are answered by counting, before a list of all lines pays. */
const fewQuestions = 8;

export function createLineIndex(text: string): LineIndex {
  let starts: readonly number[] = [];
  let asked = 0;
  return {
    toLine(offset) {
      asked += 1;
      if (asked <= fewQuestions) return text.slice(0, offset).split('\n').length;
      if (starts.length === 0) starts = toStarts(text);
      return findLast(starts, offset) + 1;
    },
  };
}

function toStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
