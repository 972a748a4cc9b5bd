import { createCommand, InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { examine } from '../doctor/examination.ts';
import { toFindings } from '../doctor/findings.ts';
import { isSelfRegistering } from '../doctor/self-registering.ts';
import { exitCodes } from '../exit-code.ts';
import { formatExamination } from '../format/examination.ts';
import type { Terminal } from '../terminal.ts';

interface DoctorOptions {
  readonly for: number;
  readonly asIs?: boolean;
  readonly json?: boolean;
}

export function createDoctorCommand(terminal: Terminal): Command {
  return createCommand('doctor')
    .summary('run a service for a short time and say what works, what does not, and why')
    .description(
      'Runs a command with a probe in it, ends it, and reports: what was patched and what was not, the release and where\nit was found, whether the endpoints answer, which copies of OpenTelemetry are loaded, what one span costs.\nThe program is not changed, and sends its telemetry where it is told to. Where it does not set up register() itself,\nthis command does, as "seatrial run". What it prints goes to stderr.',
    )
    .argument('<command...>', 'the command, after --')
    .passThroughOptions()
    .option('--for <duration>', 'how long it runs: 500ms, 10s, 2m', parseDuration, 10_000)
    .option('--as-is', 'never set up register(): the program does it, and you want to see it')
    .option('--json', 'the report as an object, with problems and notes')
    .addHelpText(
      'after',
      '\nExamples:\n  seatrial doctor -- node app.js\n  seatrial doctor --for 30s -- npm start\n  seatrial doctor --json -- node --import @seatrial/register/auto app.js\n\nExit codes: 0 nothing is broken, 69 something is.',
    )
    .action((command: readonly string[], options: DoctorOptions) => doctor(command, options, terminal));
}

async function doctor(command: readonly string[], options: DoctorOptions, terminal: Terminal): Promise<void> {
  const asIs = options.asIs === true || isSelfRegistering(command, process.cwd(), process.env['NODE_OPTIONS']);
  const examination = await examine(command, options.for, !asIs);
  const findings = toFindings(examination);
  terminal.print(
    options.json === true
      ? JSON.stringify({ ...examination, ...findings }, undefined, 2)
      : formatExamination(examination, findings, terminal),
  );
  if (findings.problems.length > 0) process.exitCode = exitCodes.cannot;
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, min: 60_000 };

/** Milliseconds, for commander. */
function parseDuration(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|min)$/.exec(text.trim()) ?? [];
  const ms = Number(number) * (units[unit ?? ''] ?? Number.NaN);
  if (ms >= 1 && ms <= 3_600_000) return Math.round(ms);
  throw new InvalidArgumentError('Write 500ms, 10s or 2m; an hour at most.');
}
