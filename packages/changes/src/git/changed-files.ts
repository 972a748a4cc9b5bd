import { SeatrialError } from '@seatrial/model';
import { sourceExtensions } from '../source/language.ts';
import { askBounded } from './git.ts';
import type { Git } from './git.ts';
import { parseHunks, parsePatch } from './patch.ts';
import type { Hunk, PatchedTexts } from './patch.ts';

/** A source file that differs between two commits. */
export interface ChangedFile {
  readonly status: 'added' | 'deleted' | 'modified' | 'renamed';
  /** Paths from the top of the repository; `oldPath` is another one where the file was renamed. */
  readonly path: string;
  readonly oldPath: string;
  readonly oldBlob: string;
  readonly blob: string;
  readonly hunks: readonly Hunk[];
  /** Absent where the patch does not show them. */
  readonly texts?: PatchedTexts;
}

const statuses: Readonly<Record<string, ChangedFile['status']>> = {
  A: 'added',
  D: 'deleted',
  M: 'modified',
  R: 'renamed',
};

/** More lines than any file has: a patch with so much around each change is the file, old and new. */
const allLines = 1_000_000_000;

/** Bytes of a patch with whole files; of more, generated ones among them, the lines that differ are asked for. */
const mostWhole = 134_217_728;

/** Everything that one `git diff` says of the source files of two commits: names, texts and lines. Symbolic links and submodules are left out. */
export function readChangedFiles(git: Git, from: string, to: string): readonly ChangedFile[] {
  const toArgs = (lines: number): readonly string[] => {
    const form = ['-r', '-z', '--raw', '-p', `-U${lines}`, '--text', '-M', '--full-index'];
    const plain = ['--no-ext-diff', '--no-textconv', '--no-color', '--diff-filter=ADMR'];
    const paths = sourceExtensions.map((extension) => `:(top)*.${extension}`);
    return ['diff-tree', ...form, ...plain, from, to, '--', ...paths];
  };
  const whole = askBounded(git, toArgs(allLines), mostWhole);
  if (whole !== undefined) return parseChangedFiles(whole, parsePatch);
  return parseChangedFiles(git.ask(toArgs(0)).toString(), parseHunks);
}

/** Reads the raw entries, then the patches, which come in the same order. */
function parseChangedFiles(
  text: string,
  parse: (patch: string) => Pick<ChangedFile, 'hunks' | 'texts'>,
): readonly ChangedFile[] {
  if (text === '') return [];
  const seam = text.indexOf('\0\0');
  const words = text.slice(0, seam === -1 ? text.length : seam).split('\0');
  const patches = seam === -1 ? [] : toPatches(text, seam + 2);
  const files: ChangedFile[] = [];
  for (let at = 0, index = 0; at + 1 < words.length; index += 1) {
    const entry = /^:(\d+) (\d+) ([0-9a-f]+) ([0-9a-f]+) ([A-Z])/.exec(words[at] ?? '');
    const [, oldMode = '', mode = '', oldBlob = '', blob = '', letter = ''] = entry ?? [];
    const status = statuses[letter];
    if (status === undefined)
      throw new SeatrialError('SEATRIAL_INTERNAL', `git diff printed an entry that is not known: ${words[at]}`);
    const oldPath = words[at + 1] ?? '';
    const path = status === 'renamed' ? (words[at + 2] ?? '') : oldPath;
    at += status === 'renamed' ? 3 : 2;
    const regular = [oldMode, mode].every((each) => each === '000000' || each.startsWith('100'));
    if (regular) files.push({ status, path, oldPath, oldBlob, blob, ...parse(patches[index] ?? '') });
  }
  return files;
}

/** The patches from an offset on, which is where the first one begins. A copy of the whole would take as long as to read it. */
function toPatches(text: string, from: number): readonly string[] {
  const patches: string[] = [];
  for (let at = from; at < text.length;) {
    const next = text.indexOf('\ndiff --git ', at);
    const end = next === -1 ? text.length : next + 1;
    patches.push(text.slice(at, end));
    at = end;
  }
  return patches;
}
