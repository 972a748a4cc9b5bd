import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SeatrialError } from '@seatrial/model';

/** How a command ended. */
export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface CommandOptions {
  /** Of seatrial, for the message where the command cannot be started. */
  readonly verb: string;
  readonly env: NodeJS.ProcessEnv;
  /** Where its stdout goes. Default `stdout`. */
  readonly output?: 'stdout' | 'stderr';
  readonly onStart?: (child: ChildProcess) => void;
}

/**
 * Runs a command on this terminal to its end, and hands signals on to it.
 * @throws SeatrialError `SEATRIAL_BAD_ARGUMENT` where it cannot be started.
 */
export function runCommand([name = '', ...args]: readonly string[], options: CommandOptions): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(name, args, {
      stdio: ['inherit', options.output === 'stderr' ? 2 : 'inherit', 'inherit'],
      env: options.env,
      shell: process.platform === 'win32',
    });
    options.onStart?.(child);
    const forwarded = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((signal) => {
      // A terminal sends Ctrl-C to the whole group, so that the command has it already.
      const forward = (): void => void (signal === 'SIGINT' && process.stdin.isTTY ? false : child.kill(signal));
      process.on(signal, forward);
      return (): void => void process.off(signal, forward);
    });
    child.once('error', (error: NodeJS.ErrnoException) => {
      const what = error.code === 'ENOENT' ? 'is not found on the path' : `cannot be started: ${error.message}`;
      reject(
        new SeatrialError(
          'SEATRIAL_BAD_ARGUMENT',
          `${JSON.stringify(name)} ${what}. Write the command after --, as in: seatrial ${options.verb} -- node app.js`,
        ),
      );
    });
    child.once('exit', (code, signal) => {
      for (const stop of forwarded) stop();
      resolve({ code, signal });
    });
  });
}

/** A subpath of the application's own @seatrial/register, else of the one beside this command, as a URL. */
export function findRegister(subpath: 'auto' | 'doctor'): string {
  for (const from of [join(process.cwd(), 'package.json'), import.meta.url]) {
    try {
      return pathToFileURL(createRequire(from).resolve(`@seatrial/register/${subpath}`)).href;
    } catch {
      // The next place may have it.
    }
  }
  throw new SeatrialError(
    'SEATRIAL_NOT_FOUND',
    '@seatrial/register is not installed here. Install it beside your service: npm i @seatrial/register',
  );
}

/** NODE_OPTIONS that load modules before the program, by which npm and npx hand them on to it. */
export function withImports(nodeOptions: string | undefined, urls: readonly string[]): string {
  return [nodeOptions, ...urls.map((url) => `--import=${url}`)].filter((part) => part).join(' ');
}
