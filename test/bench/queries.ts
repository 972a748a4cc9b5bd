import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { parseSelector } from '@seatrial/model';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import { Traffic } from '../../packages/cli/src/generate/traffic.ts';
import { chdbMissing, otelTraces, startClickHouse } from './clickhouse.ts';
import { comparePairs, summarisePairs } from './paired.ts';
import type { BenchRow } from './row.ts';

/** Spans to ask about; the goals are for ten million (SEATRIAL_BENCH_SPANS=10000000), which takes minutes to make. */
const wanted = Number(process.env['SEATRIAL_BENCH_SPANS'] ?? 1_000_000);
const pairs = Number(process.env['SEATRIAL_BENCH_PAIRS'] ?? 30);
const seedSpans = 250_000;

interface Question {
  readonly name: string;
  readonly ours: (use: Used) => Promise<unknown>;
  readonly theirs: string;
  /** Compares the answers. Default: they are equal as JSON, numbers as text. */
  readonly compare?: (ours: unknown, theirs: unknown) => boolean;
}

interface Used {
  readonly rows: (sql: string) => Promise<unknown>;
  readonly tail: () => Promise<unknown>;
}

const questions: readonly Question[] = [
  {
    name: 'counts and quantiles per release × route',
    ours: ({ rows }) =>
      rows(`SELECT service, version, route, count(*), count(*) FILTER (status = 'error'), quantile_disc(duration_ns, [0.5, 0.95, 0.99])
        FROM spans WHERE kind = 'server' GROUP BY ALL ORDER BY ALL`),
    theirs: `SELECT ServiceName, ResourceAttributes['service.version'] AS v, SpanAttributes['http.route'] AS r, count(),
      countIf(StatusCode = 'error'), quantilesExactLow(0.5, 0.95, 0.99)(Duration) FROM otel_traces WHERE SpanKind = 'server' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    compare: (ours, theirs) => JSON.stringify(toCounts(ours, 5)) === JSON.stringify(toCounts(theirs, 5)),
  },
  {
    name: 'slice by flag × release, p99',
    ours: ({ rows }) =>
      rows(
        `SELECT version, "feature_flags.new-checkout", count(*), quantile_disc(duration_ns, 0.99) FROM spans GROUP BY ALL ORDER BY ALL`,
      ),
    theirs: `SELECT ResourceAttributes['service.version'] AS v, SpanAttributes['feature_flags.new-checkout'] AS f, count(),
      quantileExactLow(0.99)(Duration) FROM otel_traces GROUP BY v, f ORDER BY v, f`,
    compare: (ours, theirs) => JSON.stringify(toCounts(ours, 3)) === JSON.stringify(toCounts(theirs, 3)),
  },
  {
    name: 'tail of 100 with a filter',
    ours: ({ tail }) => tail(),
    theirs: `SELECT * FROM otel_traces WHERE SpanAttributes['seatrial.ring'] = 'canary' AND SpanAttributes['http.response.status_code'] = '500'
      ORDER BY Timestamp DESC LIMIT 100`,
    compare: (ours, theirs) => (ours as unknown[]).length === (theirs as unknown[]).length,
  },
];

/** Questions about many spans, beside the in-process ClickHouse engine with the Collector's schema. */
export async function benchQueries(): Promise<readonly BenchRow[]> {
  if (chdbMissing !== undefined) return [{ group: 'queries', name: 'skipped', detail: chdbMissing }];
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-queries-'));
  const path = join(folder, 'seatrial.duckdb');
  try {
    const small = wanted / 10 >= seedSpans ? wanted / 10 : undefined;
    await fill(path, small ?? wanted);
    const early = small === undefined ? [] : await timeOurs(path);
    if (small !== undefined) await multiply(path, small, wanted);
    const clickhouse = await startClickHouse(join(folder, 'chdb'));
    await clickhouse.ask(`SET max_threads = 2`);
    await clickhouse.ask(otelTraces);
    await toCollectorParquet(path, join(folder, 'otel.parquet'));
    await clickhouse.ask(`INSERT INTO otel_traces SELECT * FROM file('${join(folder, 'otel.parquet')}', Parquet)`);
    rmSync(join(folder, 'otel.parquet'));
    const results = await withUsed(path, async (used) => {
      const rows: BenchRow[] = [];
      for (const question of questions) rows.push(await measure(question, clickhouse.ask, used));
      return rows;
    });
    clickhouse.close();
    const late = small === undefined ? [] : await timeOurs(path);
    const growth = early.map(({ name, micros }, index): BenchRow => {
      const times = comparePairs(late[index]?.micros ?? [], micros);
      const from = `${(small ?? 0).toLocaleString('en-US')} to ${wanted.toLocaleString('en-US')} spans`;
      return { group: 'queries', name: `${name}: growth from ${from}`, ...times, detail: 'CPU time of ours' };
    });
    return [...results, ...growth];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Both ways to ask a file: in SQL, and by the store. */
async function withUsed<T>(path: string, work: (used: Used) => Promise<T>): Promise<T> {
  const store = await createDuckDbStore({ path, readOnly: true, threads: 2, memoryLimit: '2GiB' });
  const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY', threads: '2', memory_limit: '2GiB' });
  const connection = await instance.connect();
  const where = parseSelector('.seatrial.ring=canary,http.response.status_code=500');
  try {
    return await work({
      rows: async (sql) => (await connection.runAndReadAll(sql)).getRowsJson(),
      tail: () => store.spans({ where, limit: 100 }),
    });
  } finally {
    connection.closeSync();
    instance.closeSync();
    await store.close();
  }
}

/** CPU microseconds of each question, `pairs` times. */
function timeOurs(path: string): Promise<readonly { readonly name: string; readonly micros: readonly number[] }[]> {
  return withUsed(path, async (used) => {
    const times: { name: string; micros: number[] }[] = [];
    for (const { name, ours } of questions) {
      const micros: number[] = [];
      for (let round = -3; round < pairs; round += 1) {
        const before = process.cpuUsage();
        await ours(used);
        const { user, system } = process.cpuUsage(before);
        if (round >= 0) micros.push(user + system);
      }
      times.push({ name, micros });
    }
    return times;
  });
}

async function measure(
  { name, ours, theirs, compare = isSame }: Question,
  ask: (sql: string) => Promise<{ readonly result: string; readonly cpuMicro: number; readonly milliseconds: number }>,
  used: Used,
): Promise<BenchRow> {
  const answer = (JSON.parse((await ask(theirs)).result) as { readonly data: unknown }).data;
  const own = await ours(used);
  if (!compare(own, answer))
    throw new Error(
      `${name}: the answers differ: ${JSON.stringify(own).slice(0, 400)} against ${JSON.stringify(answer).slice(0, 400)}`,
    );
  const times: { ours: number[]; theirs: number[]; oursMs: number[]; theirsMs: number[] } = {
    ours: [],
    theirs: [],
    oursMs: [],
    theirsMs: [],
  };
  for (let pair = 0; pair < pairs; pair += 1) {
    const before = process.cpuUsage();
    const began = performance.now();
    await ours(used);
    const { user, system } = process.cpuUsage(before);
    times.oursMs.push(performance.now() - began);
    times.ours.push(user + system);
    const other = await ask(theirs);
    times.theirs.push(other.cpuMicro);
    times.theirsMs.push(other.milliseconds);
  }
  const { ratio, upper, aNano, bNano } = summarisePairs(times.ours, times.theirs, 1);
  const wall = summarisePairs(times.oursMs, times.theirsMs, 1);
  const ms = (nano: number): string => (nano / 1e6).toFixed(1);
  return {
    group: 'queries',
    name: `${name}, ${wanted.toLocaleString('en-US')} spans, against ClickHouse in process`,
    ratio,
    upper,
    detail: `${ms(aNano)} ms CPU against ${ms(bNano)}; seen ${(wall.aNano / 1000).toFixed(1)} ms against ${(wall.bNano / 1000).toFixed(1)}`,
  };
}

/** The first columns of each row, as text. */
function toCounts(rows: unknown, columns: number): readonly (readonly string[])[] {
  return (rows as readonly (readonly unknown[])[])
    .map((row) => row.slice(0, columns).map((value) => String(value ?? '')))
    .toSorted((a, b) => (a.join() < b.join() ? -1 : 1));
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** A store with generated traffic, multiplied in the database: other ids, later times, the same cardinalities. */
async function fill(path: string, spans: number): Promise<void> {
  const store = await createDuckDbStore({ path, memoryLimit: '2GiB', threads: 2 });
  const traffic = new Traffic({ seed: 5 });
  const now = Date.now();
  for (let sent = 0; sent < seedSpans; sent += 10_000)
    await store.ingest({ spans: traffic.next(10_000, now - (seedSpans - sent) / 10), logs: [], metrics: [] });
  await store.close();
  await multiply(path, seedSpans, spans);
}

/** Copies the first spans until there are as many as wanted. */
function multiply(path: string, from: number, to: number): Promise<void> {
  return withConnection(path, async (connection) => {
    for (let copy = Math.round(from / seedSpans); copy < Math.round(to / seedSpans); copy += 1)
      await connection.run(`INSERT INTO spans SELECT * REPLACE (
        cursor + ${copy * seedSpans} AS cursor, start_ns + ${copy} * 60000000000 AS start_ns, minute + ${copy} AS minute,
        (md5(trace_id::VARCHAR || '${copy}'))::UUID AS trace_id) FROM spans WHERE cursor <= ${seedSpans} ORDER BY cursor`);
    await connection.run('CHECKPOINT');
  });
}

async function toCollectorParquet(path: string, to: string): Promise<void> {
  await withConnection(path, async (connection) => {
    const read = await connection.runAndReadAll('SELECT name FROM attribute_columns ORDER BY rowid');
    const names = read.getRowsJS().map(([name]) => String(name));
    const entries = names.map((name) => `{'key': '${name}', 'value': s."${name}"::VARCHAR}`).join(', ');
    await connection.run(`COPY (SELECT make_timestamp_ns(s.start_ns) AS Timestamp, replace(s.trace_id::VARCHAR, '-', '') AS TraceId,
      lpad(lower(to_hex(s.span_id)), 16, '0') AS SpanId, coalesce(lpad(lower(to_hex(s.parent_span_id)), 16, '0'), '') AS ParentSpanId,
      '' AS TraceState, s.name AS SpanName, s.kind::VARCHAR AS SpanKind, s.service AS ServiceName, r.attributes AS ResourceAttributes,
      s.scope_name AS ScopeName, s.scope_version AS ScopeVersion,
      map_from_entries(list_filter([${entries}], lambda e: e.value IS NOT NULL)) AS SpanAttributes,
      s.duration_ns AS Duration, s.status::VARCHAR AS StatusCode, coalesce(s.status_message, '') AS StatusMessage
      FROM spans s JOIN resources r ON r.id = s.resource_id) TO '${to}' (FORMAT parquet)`);
  });
}

async function withConnection(path: string, work: (connection: DuckDBConnection) => Promise<void>): Promise<void> {
  const instance = await DuckDBInstance.create(path, {
    memory_limit: '3GiB',
    threads: '2',
    storage_compatibility_version: 'latest',
  });
  const connection = await instance.connect();
  try {
    await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
