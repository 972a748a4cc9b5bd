import { mostFileBytes, readBlobs } from './git/blobs.ts';
import type { ChangedFile } from './git/changed-files.ts';
import type { Git } from './git/git.ts';
import { toChangedParts } from './source/changed-parts.ts';
import { toSourceFunctions } from './source/functions.ts';
import type { SourceFunction } from './source/source-function.ts';

/** A changed file with the functions of both commits. */
export interface ReadFile {
  readonly changed: ChangedFile;
  readonly before?: FileVersion;
  readonly after?: FileVersion;
}

interface FileVersion {
  readonly file: string;
  readonly text: string;
  readonly functions: readonly SourceFunction[];
}

/** A changed file of which no function is known. */
export interface UnreadFile {
  readonly file: string;
  /** In words: what is wrong with it, in which of both commits. */
  readonly reason: string;
}

interface ReadFiles {
  readonly read: readonly ReadFile[];
  readonly unread: readonly UnreadFile[];
}

/** Reads both versions of each file. A file of which one version cannot be read is left out as a whole. */
export function readFilePairs(git: Git, files: readonly ChangedFile[], wanted: (path: string) => boolean): ReadFiles {
  const blobs = readBlobs(
    git,
    files.flatMap(({ oldBlob, blob, texts }) => (texts === undefined ? [oldBlob, blob] : [])),
  );
  const read: ReadFile[] = [];
  const unread: UnreadFile[] = [];
  for (const changed of files) {
    const hasOld = changed.status !== 'added' && wanted(changed.oldPath);
    const hasNew = changed.status !== 'deleted' && wanted(changed.path);
    const parts = hasOld && hasNew ? toParts(changed) : undefined;
    if (parts !== undefined) {
      read.push(parts);
      continue;
    }
    const before = hasOld ? toVersion(changed.oldPath, changed.texts?.before ?? blobs.get(changed.oldBlob)) : undefined;
    const after = hasNew ? toVersion(changed.path, changed.texts?.after ?? blobs.get(changed.blob)) : undefined;
    if (typeof before === 'string') unread.push({ file: changed.oldPath, reason: `in the older commit: ${before}` });
    else if (typeof after === 'string') unread.push({ file: changed.path, reason: after });
    else read.push({ changed, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) });
  }
  return { read, unread };
}

/** Of most files a few statements differ, and the rest need not be read. */
function toParts(changed: ChangedFile): ReadFile | undefined {
  const { texts, path, oldPath } = changed;
  // In a renamed file every function is another one.
  if (texts === undefined || path !== oldPath) return undefined;
  if (Math.max(texts.before.length, texts.after.length) > mostFileBytes / 3) return undefined;
  const parts = toChangedParts(path, texts);
  if (parts === undefined) return undefined;
  return {
    changed,
    before: { file: path, text: texts.before, functions: parts.before },
    after: { file: path, text: texts.after, functions: parts.after },
  };
}

/** A version, or in words why there is none. */
function toVersion(file: string, text: string | undefined): FileVersion | string {
  if (text === undefined || Buffer.byteLength(text) > mostFileBytes)
    return `it has more than ${mostFileBytes / 1024 ** 2} MiB`;
  const found = toSourceFunctions(file, text);
  return found.functions === undefined ? found.reason : { file, text, functions: found.functions };
}
