import { join, resolve } from 'node:path';
import { createCommand } from 'commander';
import type { Command } from 'commander';
import { releaseFields } from '@seatrial/model';
import { detectRelease, formatDockerLines, toMissingFields } from '@seatrial/release';
import { detectDirtyTree } from '../dirty-tree.ts';
import type { Terminal } from '../terminal.ts';
import { formatFields } from './build.ts';

interface WhoamiOptions {
  readonly json?: boolean;
}

export function createWhoamiCommand(terminal: Terminal): Command {
  return createCommand('whoami')
    .summary('which release this would be, each field with its source')
    .description('What register() would find if a service started in this folder with this environment.')
    .argument('[folder]', 'the folder of the service', '.')
    .option('--json', 'an array of { field, attribute, value, source }')
    .addHelpText(
      'after',
      '\nExamples:\n  seatrial whoami\n  SEATRIAL_RING=canary seatrial whoami services/checkout\n  seatrial whoami --json',
    )
    .action((folder: string, options: WhoamiOptions) => whoami(folder, options, terminal));
}

async function whoami(folder: string, options: WhoamiOptions, terminal: Terminal): Promise<void> {
  const home = resolve(folder);
  const detected = detectRelease({ cwd: home, entry: join(home, 'package.json') });
  const { release, sources, notes } = detected;
  if (options.json === true) {
    const rows = releaseFields.map(({ field, attribute }) => ({
      field,
      attribute,
      value: release[field] ?? null,
      source: sources[field] ?? null,
    }));
    terminal.print(JSON.stringify(rows, undefined, 2));
    return;
  }
  if (Object.keys(release).length > 0) terminal.print(formatFields(release, detected, terminal));
  for (const note of notes) terminal.print(`\nNote: ${note.message}`);
  if ((await detectDirtyTree(home)) === true) terminal.print('\nTracked files differ from the commit.');
  const missing = toMissingFields(release);
  if (missing.length > 0) {
    const list = missing.map((row) => `  ${row.variable.padEnd(24)} ${row.meaning}`).join('\n');
    terminal.print(`\nNot known, and therefore on no span. What sets it:\n${list}`);
  }
  const docker = formatDockerLines(release);
  if (docker.length > 0)
    terminal.print(
      `\nIn a Dockerfile, where there is no .git (or run "seatrial build" before and copy its file):\n  ${docker.join('\n  ')}`,
    );
}
