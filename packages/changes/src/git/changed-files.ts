import { SeatrialError } from '@seatrial/model';
import { sourceExtensions } from '../source/language.ts';
import type { Git } from './git.ts';

/** Lines that differ: `count` old lines from `oldStart` became `newCount` lines from `newStart` (1-based, as `diff -U0` counts). */
export interface Hunk {
  readonly oldStart: number;
  readonly oldCount: number;
  readonly newStart: number;
  readonly newCount: number;
}

/** A source file that differs between two commits. */
export interface ChangedFile {
  readonly status: 'added' | 'deleted' | 'modified' | 'renamed';
  /** Paths from the top of the repository; `oldPath` is another one where the file was renamed. */
  readonly path: string;
  readonly oldPath: string;
  readonly oldBlob: string;
  readonly blob: string;
  readonly hunks: readonly Hunk[];
}

const statuses: Readonly<Record<string, ChangedFile['status']>> = {
  A: 'added',
  D: 'deleted',
  M: 'modified',
  R: 'renamed',
};

/** Everything that one `git diff` says of the source files of two commits: names, blobs and lines. Symbolic links and submodules are left out. */
export async function readChangedFiles(git: Git, from: string, to: string): Promise<readonly ChangedFile[]> {
  const form = ['-r', '-z', '--raw', '-p', '-U0', '-M', '--full-index', '--no-ext-diff', '--no-textconv', '--no-color'];
  const paths = sourceExtensions.map((extension) => `:(top)*.${extension}`);
  const output = await git.run(['diff-tree', ...form, '--diff-filter=ADMR', from, to, '--', ...paths]);
  return parseChangedFiles(output.toString());
}

/** Reads the raw entries, then the patches, which come in the same order. */
function parseChangedFiles(text: string): readonly ChangedFile[] {
  if (text === '') return [];
  const seam = text.indexOf('\0\0');
  const words = text.slice(0, seam === -1 ? text.length : seam).split('\0');
  const patches = seam === -1 ? [] : `\n${text.slice(seam + 2)}`.split('\ndiff --git ').slice(1);
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
    if (regular) files.push({ status, path, oldPath, oldBlob, blob, hunks: parseHunks(patches[index] ?? '') });
  }
  return files;
}

function parseHunks(patch: string): readonly Hunk[] {
  return [...patch.matchAll(/\n@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/g)].map((match) => ({
    oldStart: Number(match[1]),
    oldCount: Number(match[2] ?? 1),
    newStart: Number(match[3]),
    newCount: Number(match[4] ?? 1),
  }));
}
