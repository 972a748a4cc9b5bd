import { createCommand } from 'commander';
import type { Command } from 'commander';
import { formatBytes } from '../../format/number.ts';
import { withStoreFile } from '../../store-file.ts';
import type { Terminal } from '../../terminal.ts';

export function createCompactCommand(terminal: Terminal): Command {
  return createCommand('compact')
    .summary('give room that is no longer used back to the disk')
    .description(
      'Writes the file anew. What was removed leaves room in it that is used again by what comes; only this makes the file smaller. Needs as much room on the disk as the data has.',
    )
    .option('--store <file>', 'the store file; default: seatrial.duckdb in the state directory')
    .action(async ({ store }: { readonly store?: string }) => {
      await withStoreFile(store, 'change', async (file, path) => {
        const { before, after } = await file.compact();
        terminal.say(`${path} had ${formatBytes(before)} and has ${formatBytes(after)} now.`);
      });
    });
}
