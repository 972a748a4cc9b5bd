import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync } from 'node:fs';
import { toCleanEnvironment } from './run-node.ts';

/** script(1) of util-linux gives a command a terminal of its own; that of other systems takes other arguments. */
export const hasPseudoTerminals: boolean = process.platform === 'linux' && existsSync('/usr/bin/script');

/** A command that believes to be at a terminal. */
export class PseudoTerminal {
  readonly #child: ChildProcessWithoutNullStreams;
  /** All that the terminal was sent, escape sequences included. */
  output = '';
  readonly ended: Promise<number | null>;

  /** @param command as a shell reads it */
  constructor(
    command: string,
    options: { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string; readonly columns?: number } = {},
  ) {
    const { NO_COLOR: _, ...env } = toCleanEnvironment({ TERM: 'xterm-256color', ...options.env });
    const sized = `stty cols ${options.columns ?? 100} rows 40; exec ${command}`;
    this.#child = spawn('script', ['--quiet', '--flush', '--return', '--command', sized, '/dev/null'], {
      env,
      ...(options.cwd !== undefined && { cwd: options.cwd }),
    });
    this.#child.stdout.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.ended = new Promise((resolve) => this.#child.once('close', (code) => resolve(code)));
  }

  type(text: string): void {
    this.#child.stdin.write(text);
  }

  /** What a reader sees in the end, line by line: colours and movements left out. */
  get lines(): readonly string[] {
    // oxlint-disable-next-line no-control-regex
    return this.output.replaceAll(/\u001B\[[\d;?]*[A-Za-z]/g, '').split(/\r*\n/);
  }
}
