import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../rows.ts';
import { sqlViews } from '../sql.ts';
import type { Store } from '../store.ts';
import { createBatch, createLog, createSpan, createSum, startOfTime } from './telemetry.ts';

export function describeSql(store: () => Store): void {
  const ask = async (sql: string): Promise<readonly (readonly JsonValue[])[]> => (await store().sql({ sql })).rows;

  describe('SQL', () => {
    it('has every documented view with every documented column', async () => {
      await store().ingest(createBatch({ spans: [createSpan()], logs: [createLog()], metrics: [createSum('m', 1)] }));
      for (const { name, columns } of sqlViews) {
        const answer = await store().sql({ sql: `SELECT * FROM ${name}` });
        expect(answer.columns.map((column) => column.name)).toEqual(columns.map((column) => column.name));
        expect([name, answer.rows.length]).toEqual([name, name === 'functions' ? 0 : 1]);
        for (const column of columns) await ask(`SELECT v.${column.name} FROM ${name} v`);
      }
    });

    it('reads spans with their attributes and those of their resource, by name or whole', async () => {
      const first = createSpan({
        at: 1.5,
        ms: 12.5,
        attributes: { 'my.plan': 'pro', n: 7 },
        resource: { 'host.name': 'a' },
      });
      await store().ingest(createBatch({ spans: [first, createSpan({ ring: 'canary' })] }));
      const sql = `SELECT trace_id, start_time, duration_ms, attributes['my.plan'], attributes['no.such'], resource['host.name'], error
        FROM spans WHERE attributes['n'] = '7'`;
      const [row] = await ask(sql);
      expect(row).toEqual([
        first.traceId,
        new Date(startOfTime + 1).toISOString().replace('Z', '500Z'),
        12.5,
        'pro',
        null,
        'a',
        false,
      ]);
      const whole = await ask(`SELECT attributes FROM spans ORDER BY arrival`);
      expect(whole[0]).toEqual([{ 'http.route': '/orders', 'my.plan': 'pro', n: '7' }]);
      expect(await ask(`SELECT ring, count(*) FROM spans GROUP BY ALL ORDER BY ring`)).toEqual([
        ['canary', 1],
        ['stable', 1],
      ]);
    });

    it('finds an attribute whatever way it takes through a statement', async () => {
      const spans = ['pro', 'free', 'pro'].map((plan) => createSpan({ attributes: { plan, other: 'x' } }));
      await store().ingest(createBatch({ spans }));
      const two = [[2]];
      for (const sql of [
        `SELECT count(*) FROM spans WHERE attributes['plan'] = 'pro'`,
        `WITH w AS (SELECT attributes FROM spans) SELECT count(*) FROM w WHERE attributes['plan'] = 'pro'`,
        `WITH w AS (SELECT * FROM spans) SELECT count(*) FROM w WHERE attributes['plan'] = 'pro'`,
        `SELECT count(*) FROM (SELECT attributes AS a FROM spans) WHERE a['plan'] = 'pro'`,
        `SELECT count(*) FROM (SELECT s FROM spans s) WHERE s.attributes['plan'] = 'pro'`,
        `SELECT count(*) FROM spans s JOIN spans t USING (span_id) WHERE t.attributes['plan'] = 'pro'`,
        `SELECT count(*) FROM spans WHERE map_extract(attributes, 'plan')[1] = 'pro'`,
        `SELECT count(*) FROM spans, unnest(map_entries(attributes)) AS u(e) WHERE e.key = 'plan' AND e.value = 'pro'`,
        `SELECT count(*) FROM spans WHERE attributes['pl' || 'an'] = 'pro'`,
        `FROM spans SELECT count(*) WHERE Attributes['plan'] = 'pro'`,
      ])
        expect([sql, await ask(sql)]).toEqual([sql, two]);
      expect(await ask(`SELECT count(*) FROM spans NATURAL JOIN (SELECT span_id, attributes FROM spans)`)).toEqual([
        [3],
      ]);
      expect(await ask(`SELECT count(DISTINCT attributes) FROM spans`)).toEqual(two);
    });

    it('gives whole rows in the order that is asked for', async () => {
      const spans = Array.from({ length: 30 }, (_, index) =>
        createSpan({
          at: index,
          ms: (index * 7) % 30,
          attributes: { n: index },
          resource: { 'host.name': `h${index % 2}` },
        }),
      );
      await store().ingest(createBatch({ spans }));
      const slowest = async (sql: string): Promise<unknown> =>
        (await ask(sql)).map((row) => [
          row[4],
          (row[22] as { readonly n: string }).n,
          (row[23] as { readonly 'host.name': string })['host.name'],
        ]);
      const three = [29, 28, 27].map((ms) => {
        const index = spans.findIndex(({ startNano, endNano }) => Number(endNano - startNano) === ms * 1e6);
        return [ms, String(index), `h${index % 2}`];
      });
      expect(await slowest('SELECT * FROM spans ORDER BY duration_ms DESC LIMIT 3')).toEqual(three);
      expect(await slowest('FROM spans s ORDER BY s.duration_ms DESC, arrival LIMIT 2 OFFSET 1')).toEqual(
        three.slice(1),
      );
      expect(
        await slowest(`SELECT * FROM spans WHERE attributes['n'] < '2' ORDER BY attributes['n'] DESC LIMIT 1`),
      ).toEqual([[13, '19', 'h1']]);
      expect(await slowest('SELECT * FROM spans ORDER BY 5 DESC LIMIT 3')).toEqual(three);
      const exact = 'SELECT * FROM spans WHERE arrival < 9007199254740993 ORDER BY duration_ms DESC LIMIT 3';
      expect(await slowest(exact)).toEqual(three);
      expect(await slowest('SELECT * FROM spans WHERE false ORDER BY arrival')).toEqual([]);
      expect(await store().sql({ sql: 'SELECT * FROM spans ORDER BY duration_ms', limit: 4 })).toMatchObject({
        truncated: true,
        rows: { length: 4 },
      });
    });

    it('counts requests in releases as the listing does', async () => {
      const first = createSpan({ at: 0, statusCode: 'error' });
      const others = [
        createSpan({ traceId: first.traceId, at: 5 }),
        createSpan({ attributes: { 'seatrial.shadow': true } }),
        createSpan({ traceState: 'ot=th:c' }),
      ];
      await store().ingest(createBatch({ spans: [first, ...others] }));
      const [listed] = await store().releases();
      expect(await ask('SELECT version, ring, spans, requests, errors FROM releases')).toEqual([
        [listed?.version, listed?.ring, listed?.spans, listed?.requests, listed?.errors],
      ]);
    });

    it('takes what people write', async () => {
      const events = [{ timeNano: 1n, name: 'exception', attributes: {}, droppedAttributes: 0 }];
      await store().ingest(createBatch({ spans: [createSpan({ events }), createSpan({ ring: 'canary', ms: 30 })] }));
      for (const [sql, rows] of usual) expect([sql, await ask(sql)]).toEqual([sql, rows]);
    });

    it('says what was cut, and stops what takes too long', async () => {
      const sql = 'SELECT range FROM range(5000)';
      expect(await store().sql({ sql, limit: 10 })).toMatchObject({ truncated: true, rows: { length: 10 } });
      expect(await store().sql({ sql, limit: 5000 })).toMatchObject({ truncated: false, rows: { length: 5000 } });
      const endless = 'SELECT count(*) FROM range(1000000000) a, range(1000000000) b WHERE a.range * b.range = 7';
      await expect(store().sql({ sql: endless, timeoutMs: 200 })).rejects.toMatchObject({ code: 'SEATRIAL_TOO_LARGE' });
      expect(await ask('SELECT 1')).toEqual([[1]]);
    });

    it('refuses whatever is no reading statement over the views, and nothing has happened', async () => {
      await store().ingest(createBatch({ spans: [createSpan()] }));
      for (const sql of hostile)
        await expect(store().sql({ sql }), sql).rejects.toMatchObject({ code: 'SEATRIAL_BAD_ARGUMENT' });
      expect(await ask('SELECT count(*) FROM spans')).toEqual([[1]]);
      await store().ingest(createBatch({ spans: [createSpan()] }));
      expect(await ask('SELECT count(*) FROM spans')).toEqual([[2]]);
    });

    it('says what is wrong with a statement', async () => {
      await expect(store().sql({ sql: 'SELECT servce FROM spans' })).rejects.toThrow('servce');
      await expect(store().sql({ sql: 'SELECT 1; SELECT 2' })).rejects.toThrow('one statement, not 2');
      await expect(store().sql({ sql: 'SELEC 1' })).rejects.toThrow('syntax error');
      await expect(store().sql({ sql: '' })).rejects.toMatchObject({ code: 'SEATRIAL_BAD_ARGUMENT' });
      await expect(store().sql({ sql: 'SELECT 1', limit: 0 })).rejects.toThrow('limit is 0');
    });
  });
}

/** One span of 10 ms with an exception in ring stable, and one of 30 ms in ring canary, and what is found of them. */
const usual: readonly (readonly [string, readonly (readonly JsonValue[])[]])[] = [
  [
    `SELECT date_trunc('hour', start_time) AS h, count(*) FROM spans GROUP BY h`,
    [[new Date(startOfTime).toISOString(), 2]],
  ],
  [
    `SELECT count(*) FROM spans WHERE start_time > TIMESTAMP '2026-11-24' - INTERVAL 1 DAY AND start_time < now() + INTERVAL 10 YEAR`,
    [[2]],
  ],
  [`SELECT quantile_cont(duration_ms, 0.5), median(duration_ms), avg(duration_ms)::INT FROM spans`, [[20, 20, 20]]],
  [
    `SELECT ring, rank() OVER (ORDER BY duration_ms DESC) FROM spans QUALIFY row_number() OVER (ORDER BY duration_ms) = 1`,
    [['stable', 2]],
  ],
  [`SELECT events::JSON->0->>'$.name' AS e FROM spans WHERE events <> '[]'`, [['exception']]],
  [
    `SELECT CASE WHEN duration_ms > 20 THEN 'slow' ELSE 'fast' END AS k, count(DISTINCT trace_id) FROM spans GROUP BY 1 ORDER BY 1`,
    [
      ['fast', 1],
      ['slow', 1],
    ],
  ],
  [
    `SELECT service FROM releases WHERE service IN (SELECT service FROM spans) AND NOT EXISTS (SELECT 1 FROM logs) LIMIT 1`,
    [['checkout']],
  ],
  [
    `SELECT DISTINCT ON (service) service, ring FROM spans ORDER BY service, duration_ms DESC`,
    [['checkout', 'canary']],
  ],
  [
    `SELECT list(ring ORDER BY ring)[1:1], string_agg(ring, ',' ORDER BY ring) FROM spans`,
    [[['canary'], 'canary,stable']],
  ],
  [`SELECT count(*) FILTER (ring = 'canary'), sum(weight), count(*) * 1.0 / 4 FROM spans`, [[1, 2, 0.5]]],
  [`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT max(i) FROM n`, [[3]]],
  [`SELECT ring, service, count(*) FROM spans GROUP BY ROLLUP (ring, service) HAVING count(*) > 1`, [[null, null, 2]]],
  [
    `SELECT regexp_extract(name, '/(.*)', 1), upper(kind), strftime(start_time, '%Y') FROM spans LIMIT 1`,
    [['orders', 'SERVER', '2026']],
  ],
  [`SELECT ring FROM spans UNION ALL SELECT 'x' ORDER BY 1 DESC LIMIT 1 OFFSET 1`, [['stable']]],
  [
    `VALUES (1, DATE '2026-11-24', 12345678901234567890::UHUGEINT, 'a'::BLOB, [1, 2], {'a': 1.5})`,
    [[1, '2026-11-24', '12345678901234567890', 'YQ==', [1, 2], { a: 1.5 }]],
  ],
];

/** What must not be run: writes, files, other databases, settings, the catalogue, what holds up the process. */
const hostile: readonly string[] = [
  'DROP TABLE spans',
  'DELETE FROM spans',
  'UPDATE spans SET name = 1',
  "INSERT INTO resources VALUES (1, 'x', MAP {}, '')",
  'CREATE TABLE t (a INT)',
  'CREATE TEMP TABLE t AS SELECT 1',
  'CREATE MACRO m() AS 1',
  'ALTER TABLE spans ADD COLUMN x INT',
  'TRUNCATE spans',
  "COPY spans TO 'hostile.csv'",
  "COPY (SELECT 1) TO 'hostile.csv'",
  "EXPORT DATABASE 'hostile'",
  "IMPORT DATABASE 'hostile'",
  "ATTACH 'hostile.duckdb' AS h",
  'DETACH memory',
  'USE memory.main',
  'INSTALL httpfs',
  'LOAD httpfs',
  'SET memory_limit = 1',
  'SET enable_external_access = true',
  'RESET threads',
  'PRAGMA database_list',
  "PRAGMA enable_profiling='json'",
  'CALL pragma_version()',
  'CHECKPOINT',
  'VACUUM',
  'BEGIN',
  'ROLLBACK',
  'PREPARE p AS SELECT 1',
  'EXPLAIN ANALYZE SELECT 1',
  'DESCRIBE spans',
  'SHOW TABLES',
  'FROM (DESCRIBE spans)',
  'SELECT 1; DROP TABLE spans',
  'SELECT $1',
  "SELECT * FROM '/etc/passwd'",
  'SELECT * FROM "/etc/passwd"',
  "SELECT * FROM 'https://example.com/x.parquet'",
  'WITH "/etc/passwd.csv" AS (SELECT * FROM "/etc/passwd.csv") SELECT * FROM "/etc/passwd.csv"',
  "SELECT * FROM read_csv('/etc/passwd')",
  "SELECT * FROM read_text('/etc/passwd')",
  "SELECT * FROM read_blob('/etc/passwd')",
  "SELECT * FROM read_parquet('x.parquet')",
  "SELECT * FROM read_json('/etc/passwd')",
  "SELECT * FROM parquet_scan('x.parquet')",
  "SELECT * FROM sniff_csv('/etc/passwd')",
  "SELECT * FROM glob('/*')",
  "SELECT (SELECT max(content) FROM read_text('/etc/passwd'))",
  "SELECT * FROM query('SELECT 1')",
  "SELECT * FROM query_table('seatrial_meta')",
  "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
  "SELECT json_serialize_sql('SELECT 1')",
  'SELECT * FROM arrow_scan_dumb(1, 2, 3)',
  'SELECT * FROM seq_scan(1)',
  'SELECT * FROM seatrial_meta',
  'SELECT * FROM main.spans',
  'SELECT * FROM memory.main.spans',
  'SELECT * FROM attribute_names',
  'WITH seatrial_meta AS (SELECT * FROM seatrial_meta) SELECT * FROM seatrial_meta',
  'WITH RECURSIVE seatrial_meta AS (SELECT * FROM seatrial_meta UNION ALL SELECT * FROM seatrial_meta) SELECT 1 FROM seatrial_meta',
  'WITH sqlite_master AS (FROM sqlite_master) FROM sqlite_master',
  'SELECT * FROM information_schema.tables',
  'SELECT * FROM pg_catalog.pg_tables',
  'SELECT * FROM sqlite_master',
  'SELECT * FROM duckdb_settings()',
  'SELECT * FROM duckdb_secrets()',
  'SELECT * FROM duckdb_tables',
  'SELECT * FROM pragma_database_list',
  'SELECT * FROM checkpoint()',
  'SELECT * FROM force_checkpoint()',
  'SELECT * FROM enable_logging()',
  'SELECT * FROM truncate_duckdb_logs()',
  'SELECT * FROM test_all_types()',
  "SELECT getenv('HOME')",
  "SELECT current_setting('temp_directory')",
  "SELECT getvariable('x')",
  "SELECT nextval('s')",
  "SELECT write_log('x')",
  'SELECT sleep_ms(100000)',
  'SELECT setseed(0.5)',
  'SELECT current_database()',
  'SELECT other.abs(1)',
  "SELECT system.main.getenv('HOME')",
  'SELECT list_transform([1], lambda x: sleep_ms(x))',
  "SELECT count(*) FILTER (getenv('HOME') = 'x') FROM spans",
  'PIVOT spans ON ring USING count(*)',
  'SELECT * FROM (PIVOT spans ON ring IN (a) USING count(*))',
  "SELECT 1 FROM spans ORDER BY (SELECT 1 FROM read_text('/etc/passwd'))",
  "SELECT * FROM spans, LATERAL (SELECT * FROM read_text('/etc/passwd'))",
  "SELECT 1 UNION SELECT 2 FROM read_text('/etc/passwd')",
  "SELECT 1 LIMIT (SELECT 1 FROM read_text('/etc/passwd'))",
];
