import { spawn, spawnSync } from 'node:child_process';
import { SeatrialError } from '@seatrial/model';

/** Settings of a user or machine that would change what is printed, and the hooks' variables that name another repository. */
const settings = ['core.quotePath=false', 'blame.showRoot=false', 'blame.ignoreRevsFile=', 'log.showSignature=false'];
const foreign = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_PREFIX', 'GIT_EXTERNAL_DIFF'];

/** What git prints is kept in memory; more is not a change that anybody reads function by function. */
const mostBytes = 1024 ** 3;

interface AskOptions {
  readonly input?: string;
  /** Bytes that it may print at most, with an error of the code `SEATRIAL_TOO_LARGE` beyond. Default: 1 GiB. */
  readonly most?: number;
}

/** One repository, asked through the `git` command. */
export interface Git {
  readonly folder: string;
  /**
   * Runs a command and gives what it prints.
   * @throws SeatrialError `SEATRIAL_NO_REPOSITORY` without git or a repository, else `SEATRIAL_BAD_ARGUMENT` with git's own words.
   */
  run(args: readonly string[]): Promise<Buffer>;
  /** The same while everything waits: of a short command, pipes and their events are the greater part. */
  ask(args: readonly string[], options?: AskOptions): Buffer;
}

export function createGit(folder: string): Git {
  return {
    folder,
    run: (args) => run(folder, args),
    ask: (args, options = {}) => ask(folder, args, options),
  };
}

function toArguments(args: readonly string[]): readonly string[] {
  return ['--no-optional-locks', ...settings.flatMap((setting) => ['-c', setting]), ...args];
}

function toSurroundings(folder: string): { readonly cwd: string; readonly env: NodeJS.ProcessEnv } {
  const env: NodeJS.ProcessEnv = { ...process.env, LC_ALL: 'C' };
  for (const name of foreign) delete env[name];
  return { cwd: folder, env };
}

function ask(folder: string, args: readonly string[], { input, most = mostBytes }: AskOptions): Buffer {
  const { error, status, stdout, stderr } = spawnSync('git', toArguments(args), {
    ...toSurroundings(folder),
    ...(input === undefined ? {} : { input }),
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    maxBuffer: most,
    windowsHide: true,
  });
  if (error !== undefined && 'code' in error && error.code === 'ENOBUFS') throw toTooLargeError(args, most);
  if (error !== undefined) throw toMissingError(folder, error);
  if (status !== 0) throw toGitError(folder, args, stderr.toString());
  return stdout;
}

function run(folder: string, args: readonly string[]): Promise<Buffer> {
  const child = spawn('git', toArguments(args), {
    ...toSurroundings(folder),
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  return new Promise((resolve, reject) => {
    const output: Buffer[] = [];
    const complaints: Buffer[] = [];
    let bytes = 0;
    const fail = (error: SeatrialError): void => {
      child.kill();
      reject(error);
    };
    child.on('error', (error) => fail(toMissingError(folder, error)));
    child.stdout.on('data', (chunk: Buffer) => {
      output.push(chunk);
      bytes += chunk.length;
      if (bytes > mostBytes) fail(toTooLargeError(args, mostBytes));
    });
    child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(output));
      else reject(toGitError(folder, args, Buffer.concat(complaints).toString()));
    });
  });
}

function toMissingError(folder: string, error: Error): SeatrialError {
  const message = `git cannot be run in ${folder}: ${error.message}. Install git, or name a folder that is there.`;
  return new SeatrialError('SEATRIAL_NO_REPOSITORY', message, { cause: error });
}

function toTooLargeError(args: readonly string[], most: number): SeatrialError {
  const message = `"git ${args[0] ?? ''}" prints more than ${most / 1024 ** 2} MiB. Compare with a nearer commit.`;
  return new SeatrialError('SEATRIAL_TOO_LARGE', message);
}

function toGitError(folder: string, args: readonly string[], complaint: string): SeatrialError {
  const words = complaint.trim().replace(/^(?:fatal|error): /, '');
  if (/not a git repository|dubious ownership/.test(words))
    return new SeatrialError('SEATRIAL_NO_REPOSITORY', `${folder}: ${words}. Name a folder inside a git repository.`);
  return new SeatrialError(
    'SEATRIAL_BAD_ARGUMENT',
    `git ${args.find((each) => !each.startsWith('-')) ?? ''} failed in ${folder}: ${words}`,
  );
}

/** What a command prints as text; `undefined` where it is more than that many bytes. */
export function askBounded(git: Git, args: readonly string[], most: number): string | undefined {
  try {
    return git.ask(args, { most }).toString();
  } catch (error) {
    if (SeatrialError.from(error).code === 'SEATRIAL_TOO_LARGE') return undefined;
    throw error;
  }
}
