import { spawn } from 'node:child_process';

/** Exit codes of `seatrial verify` that are verdicts. */
export const verdictCodes = { ok: 0, regressed: 10, undecided: 11 };

/**
 * Runs `seatrial verify` until there is a verdict or the time is up; its lines go to the log.
 * @param {{ readonly command: string, readonly words: readonly string[] }} options
 * @returns {Promise<{ readonly code: number, readonly stdout: string, readonly stderr: string }>}
 */
export function runVerify({ command, words }) {
  const [program = '', ...first] = command.split(' ');
  const child = spawn(program, [...first, 'verify', ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
    process.stderr.write(chunk);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 70, stdout, stderr }));
  });
}
