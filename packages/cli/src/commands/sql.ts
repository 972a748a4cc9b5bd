import { readFileSync } from 'node:fs';
import { createCommand } from 'commander';
import type { Command } from 'commander';
import { SeatrialError } from '@seatrial/model';
import { sqlViews } from '@seatrial/store';
import type { JsonValue, SqlAnswer } from '@seatrial/store';
import { formatCsv } from '../format/csv.ts';
import { formatCount } from '../format/number.ts';
import { formatTable } from '../format/table.ts';
import { openReader } from '../reader.ts';
import type { Terminal } from '../terminal.ts';
import { parseDuration } from '../time-range.ts';

interface SqlOptions {
  readonly store?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly views?: boolean;
  readonly limit: string;
  readonly timeout: string;
}

export function createSqlCommand(terminal: Terminal): Command {
  return createCommand('sql')
    .summary('ask spans, logs, metrics, functions and releases in SQL, reading only')
    .description(
      'Runs one SELECT over documented views, in DuckDB’s dialect, and nothing else: no writes, no files, no settings. "-" reads it from stdin.',
    )
    .argument('[statement]', 'one SELECT, or "-"')
    .option('--views', 'what there is to ask: views, columns, their meaning')
    .option('-n, --limit <rows>', 'rows at most, up to 100000', '1000')
    .option('--timeout <time>', 'how long it may take, up to 2m', '30s')
    .option('--store <file>', 'look into this store file instead of asking a running server')
    .option('--json', 'an array of objects')
    .option('--csv', 'comma-separated values, with a line of names first')
    .addHelpText(
      'after',
      `\nExamples:\n  seatrial sql --views\n  seatrial sql "SELECT version, count(*) FROM spans WHERE error GROUP BY ALL"\n  seatrial sql "SELECT attributes['user.id'] AS user, max(duration_ms) FROM spans GROUP BY ALL ORDER BY 2 DESC LIMIT 10"\n  seatrial sql --csv "SELECT * FROM releases" > releases.csv`,
    )
    .action((statement: string | undefined, options: SqlOptions) => sql(statement, options, terminal));
}

async function sql(statement: string | undefined, options: SqlOptions, terminal: Terminal): Promise<void> {
  if (options.views === true) {
    showViews(options, terminal);
    return;
  }
  if (statement === undefined)
    throw new SeatrialError(
      'SEATRIAL_BAD_ARGUMENT',
      'Give a statement: seatrial sql "SELECT * FROM releases". --views shows what there is to ask.',
    );
  if (options.json === true && options.csv === true)
    throw new SeatrialError('SEATRIAL_BAD_ARGUMENT', '--json and --csv are two forms of one answer. Give one.');
  const text = statement === '-' ? readFileSync(0, 'utf8') : statement;
  const { reader, close } = await openReader(options.store);
  try {
    const limit = Number(options.limit);
    const answer = await reader.sql({ sql: text, limit, timeoutMs: parseDuration('--timeout', options.timeout) });
    show(answer, options, terminal);
    if (answer.truncated)
      terminal.say(`There are more rows than these ${formatCount(answer.rows.length)}. --limit gives more.`);
  } finally {
    await close();
  }
}

function show({ columns, rows }: SqlAnswer, { json, csv }: SqlOptions, terminal: Terminal): void {
  const names = columns.map(({ name }) => name);
  if (json === true) {
    const objects = rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index] ?? null])));
    terminal.print(JSON.stringify(objects, undefined, 2));
  } else if (csv === true) terminal.print(formatCsv(names, rows));
  else {
    const numeric = columns.map((_, index) =>
      rows.every((row) => row[index] === null || typeof row[index] === 'number'),
    );
    const table = names.map((head, index) => ({
      head,
      value: (row: readonly JsonValue[]) => toCell(row[index] ?? null),
      ...(numeric[index] === true && { align: 'right' as const }),
      // What comes last is the first to go where there is no room.
      ...(index > 0 && { drop: index }),
    }));
    if (rows.length > 0) terminal.print(formatTable(rows, table, terminal));
    terminal.say(`${formatCount(rows.length)} ${rows.length === 1 ? 'row' : 'rows'}`);
  }
}

function toCell(value: JsonValue): string {
  if (value === null) return 'NULL';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.replaceAll(/[\n\r\t]+/g, ' ');
}

function showViews({ json }: SqlOptions, terminal: Terminal): void {
  if (json === true) {
    terminal.print(JSON.stringify(sqlViews, undefined, 2));
    return;
  }
  const views = sqlViews.map(({ name, meaning, columns }) => {
    const rows = formatTable(
      columns,
      [
        { head: 'column', value: (column) => column.name },
        { head: 'type', value: (column) => column.type },
        { head: 'meaning', value: (column) => column.meaning },
      ],
      terminal,
    );
    return `${terminal.paint('bold', name)}: ${meaning}\n\n${rows}`;
  });
  terminal.print(views.join('\n\n'));
}
