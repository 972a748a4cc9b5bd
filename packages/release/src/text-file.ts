import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Nothing that detection reads is larger; a packed-refs file of a very large repository has some megabytes. */
const mostBytes = 32 * 1024 * 1024;

/** The text of a regular file; `undefined` where there is none or it cannot be read. Never blocks on a pipe or device. */
export function readTextFile(path: string): string | undefined {
  try {
    const stat = statSync(path);
    return stat.isFile() && stat.size <= mostBytes ? readFileSync(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

/** The path with symbolic links followed, or as it was given where that cannot be. */
export function toRealPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** A folder and those above it, nearest first. */
export function toFolders(start: string): readonly string[] {
  const folders = [start];
  for (let folder = dirname(start); folder !== folders.at(-1); folder = dirname(folder)) folders.push(folder);
  return folders;
}
