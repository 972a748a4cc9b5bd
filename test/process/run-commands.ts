import { readFileSync, writeFileSync } from 'node:fs';
import { createProgram } from '../../packages/cli/src/program.ts';
import { reportError } from '../../packages/cli/src/report-error.ts';
import type { Terminal } from '../../packages/cli/src/terminal.ts';

/** How a command ended, and what it said on stderr. */
export interface CommandOutcome {
  readonly code: number;
  readonly said: string;
}

// Runs commands one after another in one process: to start one takes longer than most of them do. The words of each are
// in the file that is named first, how each ended comes into the second.
const [from = '', to = ''] = process.argv.slice(2);
const outcomes: CommandOutcome[] = [];
for (const words of JSON.parse(readFileSync(from, 'utf8')) as readonly (readonly string[])[]) {
  let said = '';
  const terminal: Terminal = {
    width: 110,
    live: false,
    print: () => undefined,
    say: (text) => (said += `${text}\n`),
    paint: (_style, text) => text,
  };
  process.exitCode = 0;
  try {
    await createProgram(terminal).parseAsync([...words], { from: 'user' });
  } catch (error) {
    process.exitCode = reportError(error, terminal);
  }
  outcomes.push({ code: process.exitCode, said });
}
writeFileSync(to, JSON.stringify(outcomes));
process.exitCode = 0;
