import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { createCommand, Option } from 'commander';
import type { Command } from 'commander';
import { SeatrialError } from '@seatrial/model';
import { formatTraces } from '@seatrial/otlp';
import type { SliceQuery } from '@seatrial/store';
import type { FileStore } from '@seatrial/store/duckdb';
import { formatCount } from '../../format/number.ts';
import { parseSelection } from '../../selection.ts';
import type { SelectionOptions } from '../../selection.ts';
import { withStoreFile } from '../../store-file.ts';
import type { Terminal } from '../../terminal.ts';

interface ExportOptions extends SelectionOptions {
  readonly store?: string;
  readonly format: 'otlp' | 'parquet';
}

/** Spans of one line of OTLP JSON. */
const lineSpans = 1000;

export function createExportCommand(terminal: Terminal): Command {
  return createCommand('export')
    .summary('write what is kept as OTLP JSON lines or Parquet')
    .description(
      'Writes spans as OTLP JSON, an export request a line, as the file exporter of the OpenTelemetry Collector does; or spans, logs and metric points as Parquet, by hour and release. "-" is stdout.',
    )
    .argument('<path>', 'a file for OTLP, a folder for Parquet')
    .addOption(new Option('--format <format>', 'how').choices(['otlp', 'parquet']).default('otlp'))
    .option('-w, --where <selector>', 'which spans (OTLP only)')
    .option('--since <time>', 'not before: 15m, 2h, 7d, or ISO 8601')
    .option('--until <time>', 'before: as --since')
    .option('--store <file>', 'the store file; default: seatrial.duckdb in the state directory')
    .action((path: string, options: ExportOptions) => exportStore(path, options, terminal));
}

async function exportStore(path: string, options: ExportOptions, terminal: Terminal): Promise<void> {
  const query = parseSelection(options);
  const parquet = options.format === 'parquet';
  if (parquet && (query.where ?? []).length > 0)
    throw new SeatrialError(
      'SEATRIAL_BAD_ARGUMENT',
      '--where is for --format otlp; Parquet takes --since and --until.',
    );
  await withStoreFile(options.store, 'read', async (file) => {
    if (parquet) {
      const { where: _where, ...range } = query;
      const { spans, logs, metrics } = await file.writeParquet(path, range);
      terminal.say(
        `Wrote ${formatCount(spans)} spans, ${formatCount(logs)} logs and ${formatCount(metrics)} metric points into ${path}.`,
      );
    } else terminal.say(`Wrote ${formatCount(await writeLines(file, query, path))} spans to ${path}.`);
  });
}

async function writeLines(file: FileStore, query: SliceQuery, path: string): Promise<number> {
  const stream = path === '-' ? process.stdout : createWriteStream(path, { mode: 0o600 });
  if (path !== '-') await once(stream, 'open').catch(toWriteError(path));
  let count = 0;
  for (let after = 0; ;) {
    const page = await file.records(query, after, lineSpans);
    const last = page.at(-1);
    if (last === undefined) break;
    const line = `${Buffer.from(
      formatTraces(
        page.map(({ span }) => span),
        'json',
      ),
    ).toString()}\n`;
    if (!stream.write(line)) await once(stream, 'drain').catch(toWriteError(path));
    count += page.length;
    after = last.cursor;
  }
  if (path !== '-') {
    stream.end();
    await once(stream, 'close').catch(toWriteError(path));
  }
  return count;
}

function toWriteError(path: string): (error: unknown) => never {
  return (error) => {
    const message = `${path} cannot be written: ${(error as Error).message}. Name another file.`;
    throw new SeatrialError('SEATRIAL_BAD_ARGUMENT', message, { cause: error });
  };
}
