/** Lines that differ: `count` old lines from `oldStart` became `newCount` lines from `newStart` (1-based, as `diff -U0` counts). */
export interface Hunk {
  readonly oldStart: number;
  readonly oldCount: number;
  readonly newStart: number;
  readonly newCount: number;
}

interface ParsedPatch {
  readonly hunks: readonly Hunk[];
  readonly texts?: { readonly before: string; readonly after: string };
}

/** Reads a patch that shows all of its file: both texts, and which lines differ. Without lines there are no texts. */
export function parsePatch(patch: string): ParsedPatch {
  const head = patch.indexOf('\n@@ ');
  if (head === -1) return { hunks: [] };
  const reader = new PatchReader();
  for (let at = patch.indexOf('\n', head + 1) + 1; at > 0 && at < patch.length;) {
    const feed = patch.indexOf('\n', at);
    const end = feed === -1 ? patch.length : feed;
    reader.read(patch.charCodeAt(at), patch.slice(at + 1, end));
    at = end + 1;
  }
  return reader.finish();
}

const [space, plus, minus, backslash] = [0x20, 0x2b, 0x2d, 0x5c];

class PatchReader {
  readonly #hunks: Hunk[] = [];
  readonly #before: string[] = [];
  readonly #after: string[] = [];
  /** How many lines each side had when the current run of changed lines began. */
  #start: readonly [number, number] | undefined;
  #last = space;
  /** Whether a side ends without a line feed. */
  #open = { before: false, after: false };

  read(mark: number, line: string): void {
    if (mark === backslash) {
      if (this.#last !== plus) this.#open.before = true;
      if (this.#last !== minus) this.#open.after = true;
      return;
    }
    if (mark === space) this.#close();
    else this.#start ??= [this.#before.length, this.#after.length];
    if (mark !== plus) this.#before.push(line);
    if (mark !== minus) this.#after.push(line);
    this.#last = mark;
  }

  finish(): ParsedPatch {
    this.#close();
    const before = toText(this.#before, this.#open.before);
    return { hunks: this.#hunks, texts: { before, after: toText(this.#after, this.#open.after) } };
  }

  /** A side without lines in the run is told by the line before it. */
  #close(): void {
    if (this.#start === undefined) return;
    const [old, fresh] = this.#start;
    const oldCount = this.#before.length - old;
    const newCount = this.#after.length - fresh;
    this.#hunks.push({
      oldStart: oldCount === 0 ? old : old + 1,
      oldCount,
      newStart: newCount === 0 ? fresh : fresh + 1,
      newCount,
    });
    this.#start = undefined;
  }
}

function toText(lines: readonly string[], open: boolean): string {
  if (lines.length === 0) return '';
  return open ? lines.join('\n') : `${lines.join('\n')}\n`;
}
