import type { Ledger, LedgerLatency, LedgerRow, LedgerStatus } from '@seatrial/trial';
import type { Style, Terminal } from '../terminal.ts';
import { formatCallTime } from './call-time.ts';
import { formatCount } from './number.ts';
import { formatTable } from './table.ts';
import type { Column } from './table.ts';
import { formatAge } from './time.ts';
import { wrapText } from './wrap.ts';

export const groupings = ['owner', 'author', 'file'] as const;
export type Grouping = (typeof groupings)[number];

/** Rows of one table; what has not run comes first. */
const mostRows = 200;

const words: Readonly<Record<LedgerStatus, string>> = {
  'not-run': 'NOT RUN',
  'loaded-not-run': 'loaded, not run',
  'not-loaded': 'NOT LOADED',
  unverifiable: 'unverifiable',
  ran: 'ran',
};
const styles: Readonly<Record<LedgerStatus, Style>> = {
  'not-run': 'red',
  'loaded-not-run': 'yellow',
  'not-loaded': 'red',
  unverifiable: 'yellow',
  ran: 'green',
};

/** A ledger as a table: what has not run first, and under it why nobody can tell where that is so. */
export function formatLedger(ledger: Ledger, terminal: Terminal, by?: Grouping): string {
  const groups =
    by === undefined
      ? [['', ledger.rows] as const]
      : groupRows(ledger.rows, (row) => toGroupNames(row, by)).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const tables = groups.flatMap(([name, rows]) => [
    ...(name === '' ? [] : ['', terminal.paint('bold', name)]),
    formatTable(rows.slice(0, mostRows), columns(terminal), terminal),
    ...(rows.length > mostRows ? [`and ${formatCount(rows.length - mostRows)} more: --json has all of them`] : []),
  ]);
  const width = Math.min(terminal.width, 110);
  return [
    terminal.paint('bold', formatName(ledger)),
    wrapText(ledger.coverage.text, width, '  '),
    ...(ledger.rows.length === 0 ? [] : ['', ...tables]),
    ...formatReasons(ledger.rows, width),
    ...formatRest(ledger, width).map((text) => terminal.paint('dim', text)),
  ].join('\n');
}

/** `checkout 1.4.2-gbbbbbbb (canary), changed since v1.4.1, beside 1.4.1-gaaaaaaa`. */
function formatName({ service, version, rings, environment, from, baseline }: Ledger): string {
  const ring = rings.filter((name) => name !== '').join(', ');
  const parts = [
    `${service} ${version || '(version unknown)'}${ring === '' ? '' : ` (${ring})`}`,
    environment === '' ? '' : `in ${environment}`,
    from === null ? '' : `changed since ${from.ref}`,
    baseline === null ? '' : `beside ${baseline}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function columns(terminal: Terminal): readonly Column<LedgerRow>[] {
  return [
    { head: '', value: ({ status }) => terminal.paint(styles[status], words[status]) },
    { head: 'function', value: ({ name }) => name },
    { head: 'file', value: ({ file, lines }) => (lines === null ? file : `${file}:${lines[0]}`), drop: 1 },
    { head: 'calls', value: formatCalls, align: 'right' },
    {
      head: 'requests',
      value: ({ requests }) => (requests === null ? '' : formatCount(requests)),
      align: 'right',
      drop: 4,
    },
    { head: 'errors', value: formatErrors, align: 'right' },
    { head: 'p50', value: ({ latency }) => formatQuantile(latency, 'p50'), align: 'right', drop: 6 },
    { head: 'p95', value: ({ latency }) => formatQuantile(latency, 'p95'), align: 'right', drop: 2 },
    { head: 'before', value: formatBefore, align: 'right', drop: 2 },
    { head: 'for', value: formatCohorts, drop: 8 },
    {
      head: 'first call',
      value: ({ firstCall }) => (firstCall === null ? '' : formatAge(firstCall)),
      align: 'right',
      drop: 5,
    },
    { head: 'by', value: ({ authors }) => authors.map(({ name, email }) => name || email).join(', '), drop: 7 },
    { head: 'trace', value: ({ traceId, errorTraceId }) => (errorTraceId ?? traceId ?? '').slice(0, 8), drop: 9 },
  ];
}

function formatCalls({ status, calls }: LedgerRow): string {
  return status === 'unverifiable' ? '?' : formatCount(calls);
}

/** `2 TypeError`; `passed` where they came up further down. */
function formatErrors({ status, errors, errorTypes }: LedgerRow): string {
  const [first] = errorTypes;
  if (first === undefined) return status === 'ran' ? '0' : '';
  const more = errorTypes.length > 1 ? ', …' : '';
  return `${formatCount(errors)} ${first.type}${first.origin === 'passed' ? ' passed' : ''}${more}`;
}

function formatQuantile(latency: LedgerLatency | null, which: 'p50' | 'p95'): string {
  return latency === null ? '' : formatCallTime(latency[which].ms);
}

/** p95 of the release before, with a word where the two lie apart for sure. */
function formatBefore({ before, p95Shift }: LedgerRow): string {
  if (before === null) return '';
  if (before.latency === null) return `${formatCount(before.calls)} calls`;
  const shift = p95Shift === 'slower' || p95Shift === 'faster' ? ` ${p95Shift}` : '';
  return `${formatCallTime(before.latency.p95.ms)}${shift}`;
}

/** The two largest cohorts. */
function formatCohorts({ cohorts }: LedgerRow): string {
  const named = cohorts.filter(({ name }) => name !== '');
  const shown = named.slice(0, 2).map(({ name, calls }) => `${name} ${formatCount(calls)}`);
  return [...shown, ...(named.length > 2 ? ['…'] : [])].join(', ');
}

function formatReasons(rows: readonly LedgerRow[], width: number): readonly string[] {
  const open = rows.filter(({ status }) => status !== 'ran');
  const lines = groupRows(open, ({ reason }) => [reason]).map(([reason, own]) =>
    wrapText(`${formatWho(own)}: ${reason}`, width, '  '),
  );
  return lines.length === 0 ? [] : ['', ...lines];
}

/** By name, or where that would only repeat the table, how many. */
function formatWho(rows: readonly LedgerRow[]): string {
  const [first] = rows;
  const names = rows.map(({ name }) => name).join(', ');
  return first === undefined || rows.length <= 3 ? names : `${words[first.status]} (${rows.length})`;
}

function formatRest({ rows, deleted, moved, modules }: Ledger, width: number): readonly string[] {
  const list = (head: string, names: readonly string[]): readonly string[] => {
    const shown = names.slice(0, 6).join(', ');
    return names.length === 0
      ? []
      : [wrapText(`${head}: ${shown}${names.length > 6 ? ` and ${names.length - 6} more` : ''}.`, width, '  ')];
  };
  const sampled = rows.filter(({ stride }) => stride > 1);
  return [
    ...list(
      'Deleted',
      deleted.map(({ name }) => name),
    ),
    ...list(
      'Moved without a change',
      moved.map(({ name }) => name),
    ),
    ...list('Code outside of functions changed in', modules),
    ...list(
      'Calls are exact; times and cohorts are of one call in so many',
      sampled.map(({ name, stride }) => `${name} ${stride}`),
    ),
  ];
}

/** A row may be in several groups, or in none. */
function groupRows(
  rows: readonly LedgerRow[],
  toNames: (row: LedgerRow) => readonly string[],
): readonly (readonly [string, readonly LedgerRow[]])[] {
  const groups = new Map<string, LedgerRow[]>();
  for (const row of rows) for (const name of toNames(row)) groups.set(name, [...(groups.get(name) ?? []), row]);
  return [...groups];
}

function toGroupNames({ file, owners, authors }: LedgerRow, by: Grouping): readonly string[] {
  if (by === 'file') return [file];
  const names = by === 'owner' ? owners : authors.map(({ name, email }) => `${name} <${email}>`);
  return names.length === 0 ? [by === 'owner' ? '(no owner)' : '(author unknown)'] : names;
}
