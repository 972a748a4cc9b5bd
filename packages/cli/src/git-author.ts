import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SeatrialError } from '@seatrial/model';

/** The e-mail address that git signs commits with in a folder; undefined where git or the setting is missing. */
export async function findGitAuthor(folder: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('git', ['config', 'user.email'], { cwd: folder });
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}

/** @throws SeatrialError `SEATRIAL_BAD_ARGUMENT` where nobody is known. */
export async function needGitAuthor(folder: string): Promise<string> {
  const author = await findGitAuthor(folder);
  if (author !== undefined) return author;
  throw new SeatrialError(
    'SEATRIAL_BAD_ARGUMENT',
    `git knows no e-mail address in ${folder}, so "mine" is nobody's. Set it (git config user.email), or give --author E-MAIL.`,
  );
}
