import { isMainThread } from 'node:worker_threads';

const said = new Set<string>();

/**
 * Says one plain line on stderr, once per process: what was given, what happens instead, what to do.
 * Worker threads stay quiet, since their main thread has said it; so does `OTEL_LOG_LEVEL=NONE`.
 */
export function sayLine(message: string): void {
  if (!isMainThread || said.has(message) || process.env['OTEL_LOG_LEVEL']?.toUpperCase() === 'NONE') return;
  said.add(message);
  try {
    process.stderr.write(`seatrial: ${message}\n`);
  } catch {
    // A closed stderr must not reach the application.
  }
}
