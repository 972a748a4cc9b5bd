import { isAbsolute, join, resolve } from 'node:path';
import { statSync } from 'node:fs';
import { isInstalled } from '../package-file.ts';
import { readTextFile, toFolders, toRealPath } from '../text-file.ts';

/** Where a work tree keeps what git knows (gitrepository-layout(5)). */
export interface Repository {
  /** Holds HEAD: `.git`, or the folder of a worktree or submodule. */
  readonly gitFolder: string;
  /** Holds refs, packed-refs and config: the same folder, unless this is a linked worktree. */
  readonly commonFolder: string;
}

/** The repository around a folder. A package that was installed does not take the repository of the application around it. */
export function findRepository(start: string): Repository | undefined {
  for (const folder of toFolders(toRealPath(start))) {
    if (isInstalled(folder)) return undefined;
    const gitFolder = toGitFolder(folder);
    if (gitFolder === undefined) continue;
    const common = readTextFile(join(gitFolder, 'commondir'))?.trim();
    return { gitFolder, commonFolder: common ? resolve(gitFolder, common) : gitFolder };
  }
  return undefined;
}

/** `.git` is a folder, or in worktrees and submodules a file that names one; a bare repository is the folder itself. */
function toGitFolder(folder: string): string | undefined {
  const path = join(folder, '.git');
  if (isFolder(path)) return path;
  const target = /^gitdir:\s*(.+?)\s*$/m.exec(readTextFile(path) ?? '')?.[1];
  if (target !== undefined) {
    const gitFolder = isAbsolute(target) ? target : resolve(folder, target);
    return isFolder(gitFolder) ? gitFolder : undefined;
  }
  const bare = isFolder(join(folder, 'refs')) && isFolder(join(folder, 'objects'));
  return bare && readTextFile(join(folder, 'HEAD')) !== undefined ? folder : undefined;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
