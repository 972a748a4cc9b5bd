import { spawn } from 'node:child_process';

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  /** Added to a clean environment: nothing of CI, OpenTelemetry or Seatrial reaches the child from outside. */
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  /** Another Node.js than the one that runs the test. */
  readonly execPath?: string;
}

/** Runs Node.js to its end. */
export function runNode(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const child = spawn(options.execPath ?? process.execPath, args, {
    env: toCleanEnvironment(options.env),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: options.timeoutMs ?? 60_000,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/** Path, home and temporary folder, and what the test adds. */
export function toCleanEnvironment(added: Readonly<Record<string, string>> = {}): Record<string, string> {
  const kept: Record<string, string> = { NO_COLOR: '1' };
  for (const name of [
    'PATH',
    'NODE_COMPILE_CACHE',
    'HOME',
    'TMPDIR',
    'TEMP',
    'SystemRoot',
    'USERPROFILE',
    'LOCALAPPDATA',
  ]) {
    const value = process.env[name];
    if (value !== undefined) kept[name] = value;
  }
  return { ...kept, ...added };
}
