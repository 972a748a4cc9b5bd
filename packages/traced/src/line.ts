const said = new Set<string>();

/**
 * Says one plain line on stderr, once per process: what was given, what happens instead, what to do.
 * Quiet where `OTEL_LOG_LEVEL=NONE`.
 */
export function sayLine(message: string): void {
  if (said.has(message) || process.env['OTEL_LOG_LEVEL']?.toUpperCase() === 'NONE') return;
  said.add(message);
  try {
    process.stderr.write(`seatrial: ${message}\n`);
  } catch {
    // A closed stderr must not reach the application.
  }
}

/** Runs what belongs to tracing alone: a failure of an SDK, processor or hook is one line, never the application's. */
export function attempt<T>(what: string, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    sayFailure(what, error);
    return undefined;
  }
}

/** For a catch of its own, where a call for each span is too dear. */
export function sayFailure(what: string, error: unknown): void {
  sayLine(`@traced: ${what} failed and was left out: ${toShortText(error)}`);
}

function toShortText(error: unknown): string {
  try {
    return String(error).slice(0, 200);
  } catch {
    return 'an error that has no text';
  }
}
