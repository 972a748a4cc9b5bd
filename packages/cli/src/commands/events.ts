import { createCommand, Option } from 'commander';
import type { Command } from 'commander';
import { toSubject } from '@seatrial/model';
import { checkNames, groupOrders } from '@seatrial/store';
import type { GroupOrder, GroupRow, SliceQuery, StoreReader } from '@seatrial/store';
import { formatHeatmap, toHeatmapColumns } from '../format/heatmap.ts';
import { formatCount, formatMs, formatPercent } from '../format/number.ts';
import { formatTable } from '../format/table.ts';
import type { Column } from '../format/table.ts';
import { formatAge } from '../format/time.ts';
import { addListingOptions, sayNothing } from '../listing.ts';
import type { ListingOptions } from '../listing.ts';
import { openReader } from '../reader.ts';
import { parseSelection } from '../selection.ts';
import type { Terminal } from '../terminal.ts';
import { parseLimit } from './operations.ts';

interface EventsOptions extends ListingOptions {
  readonly by?: string;
  readonly requests?: boolean;
  readonly heatmap?: boolean;
  readonly order: GroupOrder;
  readonly limit: number;
}

/** Rows of a heat map: it is to be seen at once, with what stands around it. */
const mapRows = 16;

export function createEventsCommand(terminal: Terminal): Command {
  return addListingOptions(createCommand('events'))
    .summary('what events have in common: counts, errors and latency by anything')
    .description(
      'One row for each value of a name, or for each combination of several: any attribute, flag, cohort or property of the release. With --heatmap, time × duration as a picture.',
    )
    .option(
      '-b, --by <names>',
      'one to five names, with commas between: release,flag.new-checkout (default: service,release)',
    )
    .option('--requests', 'requests instead of spans: first attempts, without mirrored and unfinished ones')
    .option('--heatmap', 'time × duration; with --by one name, a picture for each of its frequent values')
    .addOption(new Option('--order <what>', 'what comes first').choices([...groupOrders]).default('events'))
    .option('-n, --limit <rows>', 'rows at most', parseLimit, 20)
    .addHelpText(
      'after',
      '\nExamples:\n  seatrial events --by route,http.response.status_code\n  seatrial events --by tenant.id --order errors --since 15m\n  seatrial events --heatmap --requests --service checkout\n  seatrial events --heatmap --by release --where "route=/api/checkout"\n  seatrial events --by flag.new-checkout --json',
    )
    .action((options: EventsOptions) => events(options, terminal));
}

async function events(options: EventsOptions, terminal: Terminal): Promise<void> {
  const query = parseSelection(options);
  const { reader, close } = await openReader(options.store);
  try {
    const names = options.by?.split(',').map((name) => name.trim());
    const asked = (names ?? []).map((name) => ({ subject: toSubject(name), operator: 'exists' as const, values: [] }));
    await checkNames([...(query.where ?? []), ...asked], reader);
    const show = options.heatmap === true ? showHeatmap : showGroups;
    const found = await show(reader, query, names, options, terminal);
    if (!found) await sayNothing(query, reader, terminal);
  } finally {
    await close();
  }
}

/** False where nothing matches. */
async function showHeatmap(
  reader: StoreReader,
  query: SliceQuery,
  names: readonly string[] | undefined,
  options: EventsOptions,
  terminal: Terminal,
): Promise<boolean> {
  const by = names?.join(',');
  const map = await reader.heatmap({
    ...query,
    ...toCounted(options),
    ...(by !== undefined && { by }),
    columns: toHeatmapColumns(terminal),
    rows: mapRows,
  });
  if (options.json === true) terminal.print(JSON.stringify(map));
  else if (map.arms.length > 0) terminal.print(formatHeatmap(map, terminal, by));
  return map.arms.length > 0;
}

async function showGroups(
  reader: StoreReader,
  query: SliceQuery,
  names: readonly string[] = ['service', 'release'],
  options: EventsOptions,
  terminal: Terminal,
): Promise<boolean> {
  const { order, limit } = options;
  const found = await reader.groups({ ...query, ...toCounted(options), by: names, order, limit });
  if (options.json === true) terminal.print(JSON.stringify(found, undefined, 2));
  else if (found.rows.length > 0) {
    terminal.print(formatTable(found.rows, toColumns(names, found.of, found.events), terminal));
    const more = found.groups - found.rows.length;
    if (more > 0)
      terminal.say(`${formatCount(found.groups)} rows in all; ${formatCount(more)} are not shown. --limit shows more.`);
  }
  return found.rows.length > 0;
}

function toCounted({ requests }: EventsOptions): { readonly of?: 'requests' } {
  return requests === true ? { of: 'requests' } : {};
}

function toColumns(names: readonly string[], of: string, all: number): readonly Column<GroupRow>[] {
  return [
    ...names.map((name, index) => ({ head: name, value: ({ values }: GroupRow) => toValue(values[index]) })),
    { head: of, value: (row) => formatCount(row.events), align: 'right' },
    { head: 'share', value: (row) => formatPercent(row.events / all), align: 'right', drop: 3 },
    { head: 'errors', value: (row) => formatPercent(row.errorRate), align: 'right' },
    { head: 'p50', value: (row) => formatMs(row.p50Ms), align: 'right', drop: 2 },
    { head: 'p95', value: (row) => formatMs(row.p95Ms), align: 'right' },
    { head: 'p99', value: (row) => formatMs(row.p99Ms), align: 'right', drop: 1 },
    { head: 'last seen', value: (row) => formatAge(row.lastSeen), align: 'right', drop: 5 },
    { head: 'a trace', value: (row) => row.traceId.slice(0, 8), drop: 4 },
  ];
}

function toValue(value: string | null | undefined): string {
  if (value === null || value === undefined) return '(none)';
  return value === '' ? '""' : value.replaceAll('\n', ' ');
}
