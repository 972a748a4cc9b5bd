/** Takes one plain line: what was given, what happens instead, what to do. */
export type Say = (message: string) => void;

/** Lines that one process says at most: a message with a changing part in it must not become a flood. */
const most = 100;

/** Says each line once, on stderr unless told otherwise. `OTEL_LOG_LEVEL=NONE` silences it. */
export function createSay(write: Say = writeLine): Say {
  const said = new Set<string>();
  return (message) => {
    if (said.has(message) || said.size >= most) return;
    said.add(message);
    try {
      write(message);
    } catch {
      // A closed stderr, or a sink of the user's that throws, must not reach the application.
    }
  };
}

function writeLine(message: string): void {
  if (process.env['OTEL_LOG_LEVEL']?.toUpperCase() !== 'NONE') process.stderr.write(`seatrial: ${message}\n`);
}
