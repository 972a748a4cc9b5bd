import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { services, toBaseEnvironment } from './services.ts';

const run = promisify(execFile);

/** Who works on the checkout, and which files of 1.4.2 are whose. */
export const authors = [
  {
    name: 'Nia Okafor',
    email: 'nia@shop.example',
    message: 'Coupons with an end, wrapping by size',
    files: ['coupons.js', 'money.js', 'orders.js', 'package.json'],
  },
  {
    name: 'Jonas Lind',
    email: 'jonas@shop.example',
    message: 'Freight, refunds within a month, statements with a head',
    files: ['inventory.js', 'refunds.js', 'server.js', 'shipping.js', 'statements.js'],
  },
] as const;

/** The tag that the canary is compared with. */
export const stableTag = 'v1.4.1';

/**
 * The checkout as its repository has it: 1.4.1, tagged, and the two commits that lead from there to 1.4.2. Answers with
 * the folder of a service in each; rejects where there is no git.
 */
export async function createRepository(place: string): Promise<{ readonly checkout: string; readonly canary: string }> {
  const [repository, before] = [join(place, 'repository'), join(place, 'repository-1.4.1')];
  const home = join(repository, 'checkout');
  const git = async (...args: readonly string[]): Promise<void> =>
    void (await run('git', args, { cwd: repository, env: toGitEnvironment() }));
  mkdirSync(repository, { recursive: true });
  await git('init', '-q', '-b', 'main');
  cpSync(services.checkout.folder, home, { recursive: true });
  await git('add', '-A');
  await commit(git, 'The Shop', 'shop@shop.example', 'Checkout 1.4.1');
  await git('tag', stableTag);
  await git('worktree', 'add', '-q', before, stableTag);
  for (const name of readdirSync(home)) rmSync(join(home, name), { recursive: true });
  for (const { name, email, message, files } of authors) {
    for (const file of files) cpSync(join(services.canary.folder, file), join(home, file));
    await git('add', ...files.map((file) => `checkout/${file}`));
    await commit(git, name, email, message);
  }
  return { checkout: join(before, 'checkout'), canary: home };
}

async function commit(
  git: (...args: readonly string[]) => Promise<void>,
  name: string,
  email: string,
  message: string,
): Promise<void> {
  await git('-c', `user.name=${name}`, '-c', `user.email=${email}`, 'commit', '-q', '-m', message);
}

/** Dates that are the same each time make commits, and so versions, the same; nobody's own settings play a part. */
function toGitEnvironment(): Record<string, string> {
  const date = '2026-11-24T09:00:00Z';
  return {
    ...toBaseEnvironment(),
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_DATE: date,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
  };
}
