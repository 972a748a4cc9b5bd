import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';

export interface ServiceOptions {
  readonly folder: string;
  readonly script: string;
  /** Arguments for Node.js before the script. */
  readonly nodeArguments?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface RunningService {
  readonly url: string;
  /** What it wrote to stderr. */
  stderr(): string;
  /** Asks it to end, waits until it has, and answers with its exit code. */
  stop(): Promise<number | null>;
}

/** The shop's services: each is set up by the one line, in the way that suits it. */
export const services = {
  gateway: {
    folder: join(import.meta.dirname, 'gateway'),
    script: 'server.js',
    nodeArguments: ['--import', '@seatrial/register/auto'],
  },
  checkout: { folder: join(import.meta.dirname, 'checkout/1.4.1'), script: 'server.js' },
  canary: { folder: join(import.meta.dirname, 'checkout/1.4.2'), script: 'server.js' },
  inventory: {
    folder: join(import.meta.dirname, 'inventory'),
    script: 'server.ts',
    nodeArguments: ['--disable-warning=ExperimentalWarning'],
  },
} as const;

/** Starts a service on a free port; rejects with what it wrote where it does not come up. */
export function startService(options: ServiceOptions): Promise<RunningService> {
  const child = spawn(process.execPath, [...(options.nodeArguments ?? []), options.script], {
    cwd: options.folder,
    env: { ...toBaseEnvironment(), PORT: '0', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`${options.folder} ended with ${code} before it listened:\n${stdout}${stderr}`)),
    );
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      const url = /listening on (http:\S+)/.exec(stdout)?.[1];
      if (url !== undefined) resolve({ url, stderr: () => stderr, stop: () => stop(child) });
    });
  });
}

export function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code));
    child.kill(signal);
  });
}

/** Nothing of a CI job or of another release reaches the services. */
export function toBaseEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined &&
      /^(PATH|HOME|TMPDIR|TEMP|SystemRoot|USERPROFILE|LOCALAPPDATA|COLUMNS|TERM|NO_COLOR|FORCE_COLOR)$/.test(entry[0]),
  );
  return Object.fromEntries(kept);
}
