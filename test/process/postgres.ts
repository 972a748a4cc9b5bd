import { execFile, execFileSync, spawn } from 'node:child_process';
import { chownSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A database of its own for one test file, on a socket in a temporary folder. */
export interface Postgres {
  /** The variables by which clients find it. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

interface Account {
  readonly uid: number;
  readonly gid: number;
}

const run = promisify(execFile);

/** Why PostgreSQL cannot be started here; `undefined` where it can. */
export function whyNoPostgres(): string | undefined {
  if (findBinaries() === undefined) return 'PostgreSQL is not installed (apt-get install postgresql)';
  if (isRoot() && findAccount() === undefined)
    return 'PostgreSQL does not run as root, and there is no account "postgres"';
  return undefined;
}

export async function startPostgres(): Promise<Postgres> {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-pg-'));
  const account = isRoot() ? findAccount() : undefined;
  if (account !== undefined) chownSync(folder, account.uid, account.gid);
  const data = join(folder, 'data');
  const binary = (name: string): string => join(findBinaries() ?? '', name);
  const options = { cwd: folder, ...account };
  await run(binary('initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync'], options);
  const settings = ['listen_addresses=', 'fsync=off', `unix_socket_directories=${folder}`];
  const server = spawn(binary('postgres'), ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
    ...options,
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  await waitUntilReady(() => run(binary('pg_isready'), ['-h', folder, '-q']));
  return {
    env: { PGHOST: folder, PGUSER: 'postgres', PGDATABASE: 'postgres' },
    async stop() {
      // SIGINT is PostgreSQL's "fast shutdown": it does not wait for clients.
      server.kill('SIGINT');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function waitUntilReady(ask: () => Promise<unknown>): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await ask();
      return;
    } catch (error) {
      if (attempt === 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** The newest version of Debian's layout. */
function findBinaries(): string | undefined {
  return globSync('/usr/lib/postgresql/*/bin')
    .toSorted((one, other) => Number(one.split('/')[4]) - Number(other.split('/')[4]))
    .at(-1);
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function findAccount(): Account | undefined {
  try {
    const id = (flag: string): number =>
      Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}
