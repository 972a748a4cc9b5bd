import { createCommand, InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import type { OperationRow } from '@seatrial/store';
import { formatCount, formatMs, formatPercent } from '../format/number.ts';
import type { Column } from '../format/table.ts';
import { formatAge } from '../format/time.ts';
import { addListingOptions, showListing } from '../listing.ts';
import type { ListingOptions } from '../listing.ts';
import type { Terminal } from '../terminal.ts';

const columns: readonly Column<OperationRow>[] = [
  { head: 'service', value: (row) => row.service },
  { head: 'operation', value: (row) => row.operation },
  { head: 'kind', value: (row) => row.kind, drop: 3 },
  { head: 'spans', value: (row) => formatCount(row.spans), align: 'right' },
  { head: 'errors', value: (row) => formatPercent(row.errorRate), align: 'right' },
  { head: 'p50', value: (row) => formatMs(row.p50Ms), align: 'right', drop: 2 },
  { head: 'p95', value: (row) => formatMs(row.p95Ms), align: 'right' },
  { head: 'p99', value: (row) => formatMs(row.p99Ms), align: 'right', drop: 1 },
  { head: 'last seen', value: (row) => formatAge(row.lastSeen), align: 'right', drop: 4 },
];

interface OperationsOptions extends ListingOptions {
  readonly limit: number;
}

export function createOperationsCommand(terminal: Terminal): Command {
  return addListingOptions(createCommand('operations'))
    .summary('what services do: spans by name, with errors and latency')
    .description('One row for each service, span name, kind and route, most frequent first.')
    .option('-n, --limit <rows>', 'rows at most', parseLimit, 50)
    .addHelpText(
      'after',
      '\nExamples:\n  seatrial operations\n  seatrial operations --where "ring=canary,kind=server"\n  seatrial operations --service checkout --json',
    )
    .action((options: OperationsOptions) =>
      showListing(options, terminal, (reader, query) => reader.operations({ ...query, limit: options.limit }), columns),
    );
}

/** A whole number of rows, for commander. */
export function parseLimit(text: string): number {
  const limit = Number(text);
  if (/^\d+$/.test(text) && limit >= 1 && limit <= 10_000) return limit;
  throw new InvalidArgumentError('It has to be a whole number from 1 to 10000.');
}
