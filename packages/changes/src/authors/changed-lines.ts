import type { Hunk } from '../git/patch.ts';

/** First and last line, 1-based. */
export type LineRange = readonly [first: number, last: number];

/**
 * The lines of a function that a change wrote: in the function, new, and not inside of a function in it. A line on which
 * a nested function begins or ends belongs to both. Hunks and nested functions come in the order of the text.
 */
export function toChangedLines(
  own: LineRange,
  nested: readonly LineRange[],
  hunks: readonly Hunk[],
): readonly number[] {
  const lines: number[] = [];
  let next = 0;
  for (const { newStart, newCount } of hunks) {
    const last = Math.min(newStart + newCount - 1, own[1]);
    for (let line = Math.max(newStart, own[0]); line <= last; line += 1) {
      while ((nested[next]?.[1] ?? Infinity) <= line) next += 1;
      if ((nested[next]?.[0] ?? Infinity) >= line) lines.push(line);
    }
  }
  return lines;
}

/** Lines in order as ranges. */
export function toRanges(lines: Iterable<number>): readonly LineRange[] {
  const ranges: [number, number][] = [];
  for (const line of [...new Set(lines)].toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === line - 1) last[1] = line;
    else ranges.push([line, line]);
  }
  return ranges;
}
