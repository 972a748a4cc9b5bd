import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Whether tracked files differ from the commit, as git says; `undefined` where git or a repository is missing. */
export async function detectDirtyTree(folder: string): Promise<boolean | undefined> {
  try {
    const { stdout } = await promisify(execFile)('git', ['status', '--porcelain', '--untracked-files=no', '.'], {
      cwd: folder,
    });
    return stdout.trim() !== '';
  } catch {
    return undefined;
  }
}
