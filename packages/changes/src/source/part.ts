/** A part of a file between two cuts, with whole statements in it. */
export interface Part {
  readonly text: string;
  /** Offset in the file. */
  readonly start: number;
  /** The first line, 1-based. */
  readonly line: number;
}

/** The parts of a text that is cut at line starts. */
export function toParts(text: string, cuts: readonly number[]): readonly Part[] {
  let line = 1;
  return cuts.map((start, index) => {
    const part = { text: text.slice(start, cuts[index + 1]), start, line };
    line += part.text.split('\n').length - 1;
    return part;
  });
}
