import { createCommand } from 'commander';
import type { Command } from 'commander';
import type { LogRow } from '@seatrial/store';
import { shorten } from '../format/table.ts';
import { formatClock } from '../format/time.ts';
import { addListingOptions } from '../listing.ts';
import type { ListingOptions } from '../listing.ts';
import { openReader } from '../reader.ts';
import { parseSelection } from '../selection.ts';
import type { Terminal } from '../terminal.ts';
import { parseLimit } from './operations.ts';

interface LogsOptions extends ListingOptions {
  readonly limit: number;
}

export function createLogsCommand(terminal: Terminal): Command {
  return addListingOptions(createCommand('logs'))
    .summary('single logs, the newest last')
    .description('What services logged by OpenTelemetry: when, in which trace, by whom, how severe. Newest last.')
    .option('-n, --limit <rows>', 'logs at most', parseLimit, 20)
    .addHelpText(
      'after',
      '\nA selector may name severity and body as well; it cannot name what only spans have (route, kind, status, duration).\n\nExamples:\n  seatrial logs --where "severity=ERROR"\n  seatrial logs --service checkout --where "body~timeout" --since 15m\n  seatrial logs --where "ring=canary,error=true" --json',
    )
    .action((options: LogsOptions) => logs(options, terminal));
}

async function logs(options: LogsOptions, terminal: Terminal): Promise<void> {
  const query = parseSelection(options);
  const { reader, close } = await openReader(options.store);
  try {
    const newest = (await reader.logs({ ...query, limit: options.limit })).toReversed();
    if (options.json === true) terminal.print(JSON.stringify(newest, undefined, 2));
    else for (const log of newest) terminal.print(formatLog(log, terminal));
    if (newest.length > 0) return;
    const { logs: stored } = await reader.stats();
    terminal.say(
      stored === 0
        ? 'No log has been received yet. Services send logs by OpenTelemetry: "npx seatrial run -- node app.js" sets that up.'
        : 'Nothing matches. Take a condition away, or choose another time.',
    );
  } finally {
    await close();
  }
}

function formatLog(
  { time, traceId, service, version, severity, severityNumber, eventName, body }: LogRow,
  terminal: Terminal,
): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const level = severity || String(severityNumber);
  const parts = [formatClock(time), traceId.slice(0, 8) || '-', `${service} ${version}`.trim(), level, eventName, text];
  const line = shorten(
    parts
      .filter((part) => part !== '')
      .join('  ')
      .replaceAll('\n', ' '),
    terminal.width,
  );
  return severityNumber >= 17 ? line.replace(`  ${level}  `, () => `  ${terminal.paint('red', level)}  `) : line;
}
