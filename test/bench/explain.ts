import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { parseSelector } from '@seatrial/model';
import type { SpanRecord } from '@seatrial/model';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import { explain } from '@seatrial/trial';
import { createRandom } from '../../packages/cli/src/generate/random.ts';
import { Traffic } from '../../packages/cli/src/generate/traffic.ts';
import { measurePairs } from './paired.ts';
import type { BenchRow } from './row.ts';

const wanted = Number(process.env['SEATRIAL_BENCH_SPANS'] ?? 1_000_000);
const pairs = Number(process.env['SEATRIAL_BENCH_PAIRS'] ?? 30);
const seedSpans = 125_000;
/** Beside the twenty attributes that the shop's spans have. */
const noiseCardinalities = Array.from({ length: 20 }, (_, index) => [2, 5, 30, 1000, 100_000][index % 5] ?? 2);
const settings = { memoryLimit: '2GiB', threads: 2 };

const asked = { group: { where: parseSelector('error=true') } };

/**
 * An explanation of the failing ones of a million requests with forty attributes each, over all rows, beside nothing but
 * counting: all columns as names and values, GROUP BY name, value and side, in the same database.
 */
export async function benchExplain(): Promise<readonly BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-explain-'));
  const path = join(folder, 'seatrial.duckdb');
  try {
    await fill(path);
    const instance = await DuckDBInstance.create(path, {
      access_mode: 'READ_ONLY',
      threads: String(settings.threads),
      memory_limit: settings.memoryLimit,
    });
    const connection = await instance.connect();
    const store = await createDuckDbStore({ path, readOnly: true, ...settings });
    const columns = await readColumns(connection);
    // What conventions call a number is kept as one, and UNPIVOT wants one type.
    const texts = columns.map((column) => `${column}::VARCHAR AS ${column}`).join(', ');
    const bare = `SELECT name, value, error, count(*) AS rows FROM (UNPIVOT (SELECT error, ${texts} FROM spans) ON ${columns.join(', ')} INTO NAME name VALUE value) GROUP BY ALL`;
    const count = async (): Promise<void> => {
      await connection.run(`CREATE OR REPLACE TEMP TABLE bare AS ${bare}`);
    };
    await count();
    await checkCounts(connection, store);
    const [began, before] = [performance.now(), process.cpuUsage()];
    const first = await explain(store, { ...asked, sample: 2000 });
    const [firstMs, { user, system }] = [performance.now() - began, process.cpuUsage(before)];
    const wall = performance.now();
    const whole = await explain(store, asked);
    const wholeMs = performance.now() - wall;
    const result = await measurePairs(async () => void (await explain(store, asked)), count, {
      operations: 1,
      pairs,
      warmUp: 1,
    });
    await store.close();
    connection.closeSync();
    instance.closeSync();
    const seconds = (nano: number): string => (nano / 1e9).toFixed(2);
    return [
      {
        group: 'explain',
        name: `explain ${whole.rows.group.toLocaleString('en-US')} of ${wanted.toLocaleString('en-US')} requests, against UNPIVOT and GROUP BY`,
        ratio: result.ratio,
        upper: result.upper,
        detail: `${seconds(result.aNano)} s CPU against ${seconds(result.bNano)}; seen ${(wholeMs / 1000).toFixed(1)} s; ${whole.looked.attributes} attributes, ${whole.looked.values.toLocaleString('en-US')} values`,
      },
      {
        group: 'explain',
        name: 'the first answer, from a sample',
        detail: `${((user + system) / 1e6).toFixed(2)} s CPU, ${(((user + system) / result.aNano) * 1e5).toFixed(0)} % of the whole, seen after ${(firstMs / 1000).toFixed(2)} s, ${first.rows.group + first.rows.against} rows: ${first.causes[0]?.text ?? 'nothing'}`,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What both count has to be equal. */
async function checkCounts(
  connection: DuckDBConnection,
  store: Awaited<ReturnType<typeof createDuckDbStore>>,
): Promise<void> {
  const { attributes } = await store.contrast(asked);
  for (const name of ['app.noise.1', 'tenant.id', 'cloud.region']) {
    const values =
      attributes.find((attribute) => attribute.place === 'attribute' && attribute.name === name)?.values ?? [];
    for (const { value, group, against } of values) {
      if (!('text' in value) || value.text === null) continue;
      const sql = `SELECT coalesce(sum(rows) FILTER (error), 0)::INTEGER, coalesce(sum(rows) FILTER (NOT error), 0)::INTEGER FROM bare WHERE name = $1 AND value = $2`;
      const [counted] = (await connection.runAndReadAll(sql, [name, value.text])).getRowsJS();
      if (counted?.[0] !== group || counted[1] !== against)
        throw new Error(
          `${name}=${value.text} is in ${group} and ${against} rows, and ${String(counted)} were counted`,
        );
    }
  }
}

async function readColumns(connection: DuckDBConnection): Promise<readonly string[]> {
  const read = await connection.runAndReadAll('SELECT name FROM attribute_columns ORDER BY rowid');
  return read.getRowsJS().map(([name]) => `"${String(name)}"`);
}

/** Requests of the shop with more attributes, multiplied in the database: other ids, later times, the same cardinalities. */
async function fill(path: string): Promise<void> {
  const store = await createDuckDbStore({ path, ...settings });
  const traffic = new Traffic({ seed: 5 });
  const random = createRandom(5);
  const toRequest = (span: SpanRecord): SpanRecord => {
    const noise = noiseCardinalities.map((cardinality, index) => [
      `app.noise.${index}`,
      cardinality === 100_000 ? Math.floor(random() * cardinality) : `v${Math.floor(random() ** 2 * cardinality)}`,
    ]);
    return { ...span, kind: 'server', attributes: { ...span.attributes, ...Object.fromEntries(noise) } };
  };
  const now = Date.now();
  for (let sent = 0; sent < seedSpans; sent += 12_500) {
    const spans = traffic.next(12_500, now - (seedSpans - sent) / 10).map(toRequest);
    await store.ingest({ spans, logs: [], metrics: [] });
  }
  await store.close();
  const instance = await DuckDBInstance.create(path, {
    memory_limit: '3GiB',
    threads: '2',
    storage_compatibility_version: 'latest',
  });
  const connection = await instance.connect();
  for (let copy = 1; copy < Math.round(wanted / seedSpans); copy += 1)
    await connection.run(`INSERT INTO spans SELECT * REPLACE (cursor + ${copy * seedSpans} AS cursor, start_ns + ${copy} * 30000000000 AS start_ns,
      (md5(trace_id::VARCHAR || '${copy}'))::UUID AS trace_id) FROM spans WHERE cursor <= ${seedSpans} ORDER BY cursor`);
  await connection.run('CHECKPOINT');
  connection.closeSync();
  instance.closeSync();
}
