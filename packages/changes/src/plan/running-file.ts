import { lstat, readFile, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { FileDigest } from '@seatrial/model';
import { toFileDigest } from './file-digest.ts';
import { toProbeFile } from './probe-site.ts';
import type { ProbeFile } from './probe-site.ts';

/** Bytes of a file beyond which nothing is inserted into it: 32 MiB. */
const mostBytes = 33_554_432;

/** Where a function of a running file was written. */
export interface Origin {
  /** From the top of the repository, with `/`. */
  readonly file: string;
  readonly name: string;
  readonly hash: string;
  /** In words, why its text has to stay as it is. */
  readonly leftAlone?: string;
}

/** A file as it will run, and where its functions come from. */
export interface RunningFile {
  /** From the folder of the manifest, with `/`. */
  readonly path: string;
  readonly digest: FileDigest;
  readonly probes: ProbeFile;
  /** By the place of the function in the file. */
  readonly origins: ReadonlyMap<number, Origin>;
  /** Functions whose code it holds, but not as functions of their own that could be watched, each with the reason. */
  readonly dissolved: readonly Origin[];
  /** Its source map, where it has one, as JSON. */
  readonly map?: string;
}

/** A file that lies in a folder, by its bytes; or in words why it cannot be taken. */
export type FileText = { readonly text: string; readonly digest: FileDigest } | { readonly reason: string };

/** Reads a file, which has to be a regular one that really lies in the folder. */
export async function readFileText(folder: string, path: string): Promise<FileText> {
  try {
    const found = await lstat(path);
    if (!found.isFile()) return { reason: 'it is no regular file' };
    if (found.size > mostBytes) return { reason: `it has more than ${mostBytes / 1024 ** 2} MiB` };
    const place = toPath(await realpath(folder), await realpath(path));
    if (place === undefined) return { reason: 'a link leads out of the folder of the manifest' };
    const bytes = await readFile(path);
    return { text: bytes.toString('utf8'), digest: toFileDigest(bytes) };
  } catch (error) {
    return {
      reason: (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'it is not there' : (error as Error).message,
    };
  }
}

/** A path from a folder, with `/`; `undefined` where it lies outside of it. */
export function toPath(folder: string, path: string): string | undefined {
  const place = relative(folder, path);
  return place === '' || place.startsWith('..') || isAbsolute(place) ? undefined : place.split(sep).join('/');
}

/** A source file that runs as it was written; or in words why it cannot be watched. */
export async function readRunningSource(
  repository: string,
  folder: string,
  file: string,
): Promise<RunningFile | string> {
  const absolute = join(repository, file);
  const path = toPath(folder, absolute);
  if (path === undefined) return 'it lies outside of the folder of the manifest';
  const read = await readFileText(folder, absolute);
  if ('reason' in read) return read.reason;
  const probes = toProbeFile(file, read.text);
  if (typeof probes === 'string') return probes;
  const origins = new Map(probes.functions.map(({ name, hash }, place) => [place, { file, name, hash }]));
  return { path, digest: read.digest, probes, origins, dissolved: [] };
}
