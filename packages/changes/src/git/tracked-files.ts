import { sourceExtensions } from '../source/language.ts';
import { createGit } from './git.ts';

/** Source files under a folder that git knows, from the top of the repository; links and submodules are left out. */
export async function readTrackedSources(folder: string): Promise<readonly string[]> {
  const patterns = sourceExtensions.map((extension) => `*.${extension}`);
  const output = await createGit(folder).run(['ls-files', '-z', '--stage', '--full-name', '--', ...patterns]);
  return output
    .toString()
    .split('\0')
    .filter((entry) => entry.startsWith('100'))
    .map((entry) => entry.slice(entry.indexOf('\t') + 1));
}
