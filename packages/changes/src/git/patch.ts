/** Lines that differ: `count` old lines from `oldStart` became `newCount` lines from `newStart` (1-based, as `diff -U0` counts). */
export interface Hunk {
  readonly oldStart: number;
  readonly oldCount: number;
  readonly newStart: number;
  readonly newCount: number;
}

/** Whole lines that are the same in both texts, by where they begin in each, in UTF-16 units. */
export interface EqualRun {
  readonly before: number;
  readonly after: number;
  readonly length: number;
}

/** Both texts of a file, an empty one where it is not there, and what is in both; the rest of each differs. */
export interface PatchedTexts {
  readonly before: string;
  readonly after: string;
  readonly equal: readonly EqualRun[];
}

interface ParsedPatch {
  readonly hunks: readonly Hunk[];
  readonly texts?: PatchedTexts;
}

/** Reads a patch that shows all of its file: both texts, and which lines differ. Without lines there are no texts. */
export function parsePatch(patch: string): ParsedPatch {
  const head = patch.indexOf('\n@@ ');
  if (head === -1) return { hunks: [] };
  const reader = new PatchReader();
  const changed = /^[-+\\]/gm;
  for (let at = patch.indexOf('\n', head + 1) + 1; at > 0 && at < patch.length;) {
    changed.lastIndex = at;
    const found = changed.exec(patch);
    const next = found?.index ?? patch.length;
    if (next > at) reader.readEqual(patch.slice(at, next));
    if (found === null) break;
    const feed = patch.indexOf('\n', next);
    at = feed === -1 ? patch.length : feed + 1;
    reader.readChanged(found[0], patch.slice(next + 1, at));
  }
  return reader.finish();
}

/** Reads a patch without lines around the changed ones. */
export function parseHunks(patch: string): ParsedPatch {
  const hunks = [...patch.matchAll(/\n@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/g)].map((match) => ({
    oldStart: Number(match[1]),
    oldCount: Number(match[2] ?? 1),
    newStart: Number(match[3]),
    newCount: Number(match[4] ?? 1),
  }));
  return { hunks };
}

/** How far the text of one side was read. */
interface Reading {
  text: string;
  lines: number;
}

class PatchReader {
  readonly #hunks: Hunk[] = [];
  readonly #equal: EqualRun[] = [];
  readonly #before: Reading = { text: '', lines: 0 };
  readonly #after: Reading = { text: '', lines: 0 };
  /** How many lines each side had when the current run of changed lines began. */
  #start: readonly [number, number] | undefined;
  #last = ' ';

  /** Lines that are on both sides, each with a space in front. */
  readEqual(block: string): void {
    this.#close();
    const text = block.slice(1).replaceAll('\n ', '\n');
    this.#equal.push({ before: this.#before.text.length, after: this.#after.text.length, length: text.length });
    for (const side of [this.#before, this.#after]) {
      side.text += text;
      side.lines += block.length - text.length;
    }
    this.#last = ' ';
  }

  /** A line with its line feed, or the remark that the one before has none. */
  readChanged(mark: string, line: string): void {
    if (mark === '\\') {
      if (this.#last !== '+') this.#before.text = this.#before.text.slice(0, -1);
      if (this.#last !== '-') this.#after.text = this.#after.text.slice(0, -1);
      return;
    }
    this.#start ??= [this.#before.lines, this.#after.lines];
    const side = mark === '-' ? this.#before : this.#after;
    side.text += line;
    side.lines += 1;
    this.#last = mark;
  }

  finish(): ParsedPatch {
    this.#close();
    const [before, after] = [this.#before.text, this.#after.text];
    return { hunks: this.#hunks, texts: { before, after, equal: this.#equal } };
  }

  /** A side without lines in the run is told by the line before it. */
  #close(): void {
    if (this.#start === undefined) return;
    const [old, fresh] = this.#start;
    const oldCount = this.#before.lines - old;
    const newCount = this.#after.lines - fresh;
    const oldStart = oldCount === 0 ? old : old + 1;
    this.#hunks.push({ oldStart, oldCount, newStart: newCount === 0 ? fresh : fresh + 1, newCount });
    this.#start = undefined;
  }
}
