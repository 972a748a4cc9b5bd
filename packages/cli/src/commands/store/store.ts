import { createCommand } from 'commander';
import type { Command } from 'commander';
import type { Terminal } from '../../terminal.ts';
import { createCompactCommand } from './compact.ts';
import { createExportCommand } from './export.ts';
import { createImportCommand } from './import.ts';
import { createStatsCommand } from './stats.ts';

export function createStoreCommand(terminal: Terminal): Command {
  const command = createCommand('store')
    .summary('what is kept: stats, export, import, compact')
    .description('Looks after the store file. "stats" asks a running server; the others want the file for themselves.')
    .addHelpText(
      'after',
      '\nExamples:\n  seatrial store stats\n  seatrial store export spans.jsonl --since 1h\n  seatrial store export telemetry --format parquet\n  seatrial store import spans.jsonl\n  seatrial store compact',
    );
  for (const sub of [
    createStatsCommand(terminal),
    createExportCommand(terminal),
    createImportCommand(terminal),
    createCompactCommand(terminal),
  ])
    command.addCommand(sub);
  return command;
}
