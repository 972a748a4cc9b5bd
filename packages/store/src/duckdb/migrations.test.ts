import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseSelector } from '@seatrial/model';
import { createBatch, createFunctionPoints, createSpan, startOfTime } from '../contract/index.ts';
import { createDuckDbStore } from './index.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-migrate-'));
  path = join(folder, 'seatrial.duckdb');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What the first version of Seatrial made, with a span, a log and a metric point in it. */
const version1 = `
CREATE TABLE seatrial_meta (key VARCHAR PRIMARY KEY, value VARCHAR);
CREATE TABLE attribute_names (name VARCHAR PRIMARY KEY);
CREATE TABLE resources (id VARCHAR PRIMARY KEY, attributes MAP(VARCHAR, VARCHAR), kinds VARCHAR);
CREATE TABLE spans (
  cursor BIGINT, trace_id UUID, span_id UBIGINT, parent_span_id UBIGINT, start_ns BIGINT, duration_ns BIGINT,
  service VARCHAR, version VARCHAR, build_id VARCHAR, deployment_id VARCHAR, ring VARCHAR, commit VARCHAR, environment VARCHAR,
  name VARCHAR, kind VARCHAR, route VARCHAR, status VARCHAR, status_message VARCHAR,
  error BOOLEAN, entry BOOLEAN, shadow BOOLEAN, unfinished BOOLEAN, process_start_ns BIGINT,
  trace_state VARCHAR, attributes MAP(VARCHAR, VARCHAR), kinds VARCHAR, resource_id VARCHAR,
  scope_name VARCHAR, scope_version VARCHAR, events VARCHAR, links VARCHAR,
  dropped_attributes INTEGER, dropped_events INTEGER, dropped_links INTEGER
);
CREATE TABLE logs (
  time_ns BIGINT, severity_number INTEGER, severity VARCHAR, event_name VARCHAR, body VARCHAR,
  trace_id UUID, span_id UBIGINT, service VARCHAR, version VARCHAR,
  attributes MAP(VARCHAR, VARCHAR), kinds VARCHAR, resource_id VARCHAR, scope_name VARCHAR, scope_version VARCHAR
);
CREATE TABLE metrics (
  time_ns BIGINT, start_ns BIGINT, name VARCHAR, description VARCHAR, unit VARCHAR, type VARCHAR,
  temporality VARCHAR, monotonic BOOLEAN, value DOUBLE, data VARCHAR, service VARCHAR, version VARCHAR,
  attributes MAP(VARCHAR, VARCHAR), kinds VARCHAR, resource_id VARCHAR, scope_name VARCHAR, scope_version VARCHAR
);
INSERT INTO seatrial_meta VALUES ('schema_version', '1');
INSERT INTO attribute_names VALUES ('http.route'), ('team'), ('seatrial.cohort.plan'), ('tries');
INSERT INTO resources VALUES ('abc', MAP {'service.name': 'checkout', 'team': 'shop'}, '');
INSERT INTO spans VALUES (7, 'abcdef01-0000-0000-0000-000000000001', 171, NULL, ${startOfTime}000000, 12000000,
  'checkout', '1.4.1', '', '', 'canary', '', '', 'GET /orders', 'server', '/orders', 'unset', '', FALSE, TRUE, FALSE, FALSE, NULL,
  '', MAP {'http.route': '/orders', 'tries': '2', 'seatrial.cohort.plan': 'pro'}, 'n:tries', 'abc', 'lib', '1', '[]', '[]', 0, 0, 0);
INSERT INTO logs VALUES (${startOfTime}000000, 9, 'INFO', '', '"hello"', 'abcdef01-0000-0000-0000-000000000001', 171, 'checkout', '1.4.1',
  MAP {}, '', 'abc', 'lib', '1');
INSERT INTO metrics VALUES (${startOfTime}000000, 0, 'orders', '', '1', 'sum', 'delta', TRUE, 3, '{}', 'checkout', '1.4.1', MAP {}, '', 'abc', 'lib', '1');
`;

async function write(sql: string): Promise<void> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  await connection.run(sql);
  connection.closeSync();
  instance.closeSync();
}

it('a file of the first schema opens with all that is in it, and takes more', async () => {
  await write(version1);
  const store = await createDuckDbStore({ path });
  expect(await store.stats()).toMatchObject({ spans: 1, logs: 1, metrics: 1, schemaVersion: 4 });
  expect(await store.trace('abcdef01')).toMatchObject([
    {
      cursor: 7,
      spanId: '00000000000000ab',
      attributes: { 'http.route': '/orders', tries: 2, 'seatrial.cohort.plan': 'pro' },
      resource: { 'service.name': 'checkout', team: 'shop' },
    },
  ]);
  expect(await store.traceLogs('abcdef01')).toMatchObject([{ body: 'hello', resource: { team: 'shop' } }]);
  expect(await store.spans({ where: parseSelector('team=shop,tries>1') })).toHaveLength(1);
  await store.ingest(
    createBatch({ spans: Array.from({ length: 400 }, () => createSpan({ attributes: { tries: 5 } })) }),
  );
  await store.ingest(createBatch({ spans: [createSpan({ attributes: { tries: 5 } })] }));
  expect(await store.attributeValues('tries')).toEqual([
    { value: '5', spans: 401 },
    { value: '2', spans: 1 },
  ]);
  await store.ingest(createBatch({ metrics: createFunctionPoints({ at: 0, calls: 3, loaded: true }) }));
  expect(await store.functions({})).toMatchObject([{ name: 'applyCoupon', loaded: 1, cohorts: [{ calls: 3 }] }]);
  await store.maintain({ now: startOfTime + 180_000 });
  expect(await store.summaries()).toMatchObject([{ cohort: 'plan=pro', requests: 1 }]);
  await store.close();
});

it('a file of the first schema that is only looked at says what to do, and one that cannot be brought forward is as it was', async () => {
  await write(version1);
  await expect(createDuckDbStore({ path, readOnly: true })).rejects.toMatchObject({
    code: 'SEATRIAL_STORE_UNUSABLE',
    message: expect.stringContaining('seatrial store stats --upgrade'),
  });
  await write('ALTER TABLE metrics DROP COLUMN data');
  await expect(createDuckDbStore({ path })).rejects.toMatchObject({
    message: expect.stringContaining('The file is as it was'),
  });
  await write('SELECT data FROM metrics').then(
    () => expect.unreachable(),
    () => undefined,
  );
  await write('SELECT * FROM old_spans').then(
    () => expect.unreachable(),
    () => undefined,
  );
});
