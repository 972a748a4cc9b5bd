import { createReadStream, existsSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createCommand } from 'commander';
import type { Command } from 'commander';
import { SeatrialError } from '@seatrial/model';
import type { TelemetryBatch } from '@seatrial/model';
import { parseExportRequest } from '@seatrial/otlp';
import type { FileStore } from '@seatrial/store/duckdb';
import { formatCount } from '../../format/number.ts';
import { withStoreFile } from '../../store-file.ts';
import type { Terminal } from '../../terminal.ts';

interface ImportOptions {
  readonly store?: string;
}

interface Imported {
  readonly spans: number;
  readonly logs: number;
  readonly metrics: number;
  readonly rejected: number;
}

const pageSpans = 10_000;

export function createImportCommand(terminal: Terminal): Command {
  return createCommand('import')
    .summary('take in OTLP JSON lines or Parquet')
    .description(
      'Takes what "seatrial store export" writes, and what the file exporter of the OpenTelemetry Collector writes (OTLP JSON, a request a line: traces, logs and metrics). Spans that are there already are counted once.',
    )
    .argument('<path>', 'a .jsonl file, a .parquet file, or a folder of Parquet')
    .option(
      '--store <file>',
      'the store file, made where there is none; default: seatrial.duckdb in the state directory',
    )
    .action((path: string, options: ImportOptions) => importFile(path, options, terminal));
}

async function importFile(path: string, options: ImportOptions, terminal: Terminal): Promise<void> {
  if (!existsSync(path)) throw new SeatrialError('SEATRIAL_BAD_ARGUMENT', `There is no ${path}.`);
  const parquet = statSync(path).isDirectory() || path.endsWith('.parquet');
  await withStoreFile(options.store, 'create', async (file) => {
    const taken = parquet ? await importParquet(file, path) : await importLines(file, path);
    const { activity, retention } = await file.stats();
    terminal.say(
      `Took ${formatCount(taken.spans)} spans (${formatCount(activity.duplicates)} were there already), ${formatCount(taken.logs)} logs and ${formatCount(taken.metrics)} metric points.`,
    );
    if (taken.rejected > 0) terminal.say(`${formatCount(taken.rejected)} records without valid ids were left out.`);
    terminal.say(`A running "seatrial dev" keeps ${retention.days} days; what is older it removes.`);
  });
}

async function importParquet(file: FileStore, path: string): Promise<Imported> {
  // A folder may hold logs and metric points beside the spans.
  const spansFolder = `${path}/spans`;
  const from = existsSync(spansFolder) ? spansFolder : path;
  let spans = 0;
  for (;;) {
    const page = await file.readParquet(from, spans, pageSpans);
    if (page.length === 0) break;
    await file.ingest({ spans: page.map(({ span }) => span), logs: [], metrics: [] }, { historic: true });
    spans += page.length;
  }
  return { spans, logs: 0, metrics: await importFunctions(file, path), rejected: 0 };
}

async function importFunctions(file: FileStore, folder: string): Promise<number> {
  for (let points = 0; ;) {
    const metrics = await file.readFunctionPoints(folder, points, pageSpans);
    if (metrics.length === 0) return points;
    await file.ingest({ spans: [], logs: [], metrics });
    points += metrics.length;
  }
}

async function importLines(file: FileStore, path: string): Promise<Imported> {
  const sum = { spans: 0, logs: 0, metrics: 0, rejected: 0 };
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    number += 1;
    if (line.trim() === '') continue;
    const { batch, rejected } = parseLine(line, `${path}, line ${number}`);
    const taken = await file.ingest(batch, { historic: true });
    sum.spans += taken.spans;
    sum.logs += taken.logs;
    sum.metrics += taken.metrics;
    sum.rejected += rejected;
  }
  return sum;
}

/** @throws SeatrialError `SEATRIAL_BAD_OTLP`, with the line. What came before it is kept. */
function parseLine(line: string, where: string): { readonly batch: TelemetryBatch; readonly rejected: number } {
  const signal = /"resource_?[sS]pans"/.test(line) ? 'traces' : /"resource_?[lL]ogs"/.test(line) ? 'logs' : 'metrics';
  try {
    return parseExportRequest(signal, 'json', Buffer.from(line));
  } catch (error) {
    throw new SeatrialError('SEATRIAL_BAD_OTLP', `${where}: ${(error as Error).message}`, { cause: error });
  }
}
