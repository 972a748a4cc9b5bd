import { createGit } from './git.ts';

/** Whether tracked files of a folder differ from the commit; false where there is no repository. */
export async function hasUncommittedChanges(folder: string): Promise<boolean> {
  const output = await createGit(folder)
    .run(['status', '--porcelain', '--untracked-files=no', '.'])
    .catch(() => Buffer.alloc(0));
  return output.toString().trim() !== '';
}
