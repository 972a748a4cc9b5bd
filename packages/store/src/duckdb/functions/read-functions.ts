import type {
  FunctionCohort,
  FunctionDurations,
  FunctionErrors,
  FunctionReleaseRow,
  FunctionRow,
  TouchedRow,
} from '../../functions.ts';
import { toIso } from '../read-rows.ts';
import type { Row } from '../read-rows.ts';

const number = (row: Row, name: string): number => Number(row[name] ?? 0);
const text = (row: Row, name: string): string => String(row[name] ?? '');
const time = (row: Row, name: string): string => (row[name] == null ? '' : toIso(row[name]));
const list = (row: Row, name: string): readonly unknown[] => (row[name] as readonly unknown[] | null) ?? [];

export function toFunctionReleaseRow(row: Row): FunctionReleaseRow {
  return {
    service: text(row, 'service'),
    version: text(row, 'version'),
    commit: text(row, 'commit'),
    buildId: text(row, 'build_id'),
    environment: text(row, 'environment'),
    rings: list(row, 'rings').map(String),
    firstSeen: time(row, 'first_ns'),
    lastSeen: time(row, 'last_ns'),
    processes: number(row, 'processes'),
  };
}

export function toTouchedRow(row: Row): TouchedRow {
  return {
    service: text(row, 'service'),
    version: text(row, 'version'),
    environment: text(row, 'environment'),
    ring: text(row, 'ring'),
    function: text(row, 'function'),
    route: text(row, 'route'),
    requests: number(row, 'requests'),
    errors: number(row, 'errors'),
  };
}

/** What was told of functions, with the calls of each by cohort. */
export function toFunctionRows(
  told: readonly Row[],
  counts: readonly Row[],
  durations: readonly Row[],
): readonly FunctionRow[] {
  const countsOf = groupBy(counts, toFunctionKey);
  const durationsOf = new Map(durations.map((row) => [toSliceKey(row), toDurations(row)]));
  return told.map((row) => ({
    service: text(row, 'service'),
    version: text(row, 'version'),
    commit: text(row, 'commit'),
    buildId: text(row, 'build_id'),
    environment: text(row, 'environment'),
    ring: text(row, 'ring'),
    id: text(row, 'function_id'),
    name: text(row, 'name'),
    file: text(row, 'file'),
    changed: row['changed'] === true,
    processes: number(row, 'processes'),
    loaded: number(row, 'loaded'),
    unverifiable: number(row, 'unverifiable'),
    reason: text(row, 'reason'),
    loadedAt: time(row, 'loaded_ns'),
    requestsSince: number(row, 'requests'),
    stride: number(row, 'stride'),
    cohorts: [...groupBy(countsOf.get(toFunctionKey(row)) ?? [], (each) => text(each, 'cohort')).values()]
      .map((rows) => toCohort(rows, durationsOf))
      .toSorted((a, b) => b.calls - a.calls || (a.cohort < b.cohort ? -1 : 1)),
  }));
}

/** @param rows of one cohort: its calls, and its errors by type and origin. */
function toCohort(rows: readonly Row[], durationsOf: ReadonlyMap<string, FunctionDurations>): FunctionCohort {
  const calls = rows.find((row) => row['metric'] === 'calls');
  const failed = rows.filter((row) => row['metric'] === 'errors');
  const first = calls ?? rows[0] ?? {};
  return {
    cohort: text(first, 'cohort'),
    calls: number(calls ?? {}, 'count'),
    errors: failed.map(toErrors),
    durations: durationsOf.get(toSliceKey(first)) ?? null,
    firstCall: time(first, 'first_ns'),
    lastCall: time(first, 'last_ns'),
    traceId: text(first, 'trace_id'),
    errorTraceId: failed.map((row) => text(row, 'trace_id')).find((id) => id !== '') ?? '',
  };
}

function toErrors(row: Row): FunctionErrors {
  const origin = row['error_origin'] === 'passed' ? 'passed' : 'thrown';
  return { type: text(row, 'error_type'), origin, count: number(row, 'count') };
}

function toDurations(row: Row): FunctionDurations {
  const counts = list(row, 'counts');
  return {
    scale: number(row, 'scale'),
    zeroCount: number(row, 'zero_count'),
    buckets: list(row, 'indexes').map((index, place) => [Number(index), Number(counts[place] ?? 0)]),
  };
}

const release = ['service', 'version', 'commit', 'build_id', 'environment', 'ring'];

/** With the lengths of its parts, any of which may have any character. JSON would take a third of the time of all rows. */
function toFunctionKey(row: Row): string {
  let lengths = '';
  let key = text(row, 'function_id');
  for (const name of release) {
    const part = text(row, name);
    lengths += `${part.length} `;
    key += part;
  }
  return lengths + key;
}

function toSliceKey(row: Row): string {
  const key = toFunctionKey(row);
  return `${key.length} ${key}${text(row, 'cohort')}`;
}

function groupBy(rows: readonly Row[], toKey: (row: Row) => string): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = toKey(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}
