import { createCommand } from 'commander';
import type { Command } from 'commander';
import type { StoreStats } from '@seatrial/store';
import { formatBytes, formatCount } from '../../format/number.ts';
import { formatTable } from '../../format/table.ts';
import { openReader } from '../../reader.ts';
import { withStoreFile } from '../../store-file.ts';
import type { Terminal } from '../../terminal.ts';

interface StatsOptions {
  readonly store?: string;
  readonly json?: boolean;
  readonly upgrade?: boolean;
}

export function createStatsCommand(terminal: Terminal): Command {
  return createCommand('stats')
    .summary('how much is kept, what came and went')
    .option('--store <file>', 'look into this store file instead of asking a running server')
    .option('--upgrade', 'bring a file of an older Seatrial to the present schema first')
    .option('--json', 'an object, all fields')
    .action((options: StatsOptions) => stats(options, terminal));
}

async function stats(options: StatsOptions, terminal: Terminal): Promise<void> {
  if (options.upgrade === true) await withStoreFile(options.store, 'change', () => Promise.resolve());
  const { reader, close } = await openReader(options.store);
  try {
    const found = await reader.stats();
    terminal.print(options.json === true ? JSON.stringify(found, undefined, 2) : formatStats(found, terminal));
  } finally {
    await close();
  }
}

function formatStats(found: StoreStats, terminal: Terminal): string {
  const { activity, retention } = found;
  const records = (of: { readonly spans: number; readonly logs: number; readonly metrics: number }): string =>
    `${formatCount(of.spans)} spans, ${formatCount(of.logs)} logs, ${formatCount(of.metrics)} metric points`;
  const rows: readonly (readonly [string, string])[] = [
    ['file', found.location],
    ['size', `${formatBytes(found.bytes)}, ${formatBytes(found.usedBytes)} of it in use`],
    ['kept', `${records(found)}, ${formatCount(found.summaries)} summaries`],
    ['oldest span', found.oldest],
    ['newest span', found.newest],
    ['a span', found.spans === 0 ? '' : `${(found.usedBytes / found.spans).toFixed(0)} bytes, all in all`],
    ['attributes', `${formatCount(found.attributeNames)} names, ${formatCount(found.attributeColumns)} with a column`],
    ['schema', String(found.schemaVersion)],
    [
      'retention',
      `${retention.days} days, ${formatBytes(retention.bytes)} or ${formatCount(retention.rows)} rows; summaries ${retention.summaryDays} days`,
    ],
    ['since start', `stored ${records(activity.stored)}`],
    [
      '  came again',
      `${formatCount(activity.duplicates)} spans; ${formatCount(activity.replaced)} unfinished ones replaced`,
    ],
    ['  out of time', `${formatCount(activity.late)} late spans, ${formatCount(activity.future)} from the future`],
    [
      '  refused',
      `${formatCount(activity.refused.busy)} batches while busy, ${formatCount(activity.refused.failed)} failed`,
    ],
    ['  removed', `${records(activity.removed)}, ${formatCount(activity.removed.summaries)} summaries`],
    [
      '  waiting',
      `${formatCount(activity.waiting.records)} records in ${formatCount(activity.waiting.batches)} batches`,
    ],
  ];
  return formatTable(
    rows.filter(([, value]) => value !== ''),
    [
      { head: 'what', value: ([name]) => name },
      { head: 'value', value: ([, value]) => value },
    ],
    terminal,
  );
}
