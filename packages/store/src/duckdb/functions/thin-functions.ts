import type { DuckDBConnection } from '@duckdb/node-api';
import { lastClosable } from '../minutes.ts';
import { functionColumns } from '../tables.ts';

const minuteNano = 60_000_000_000n;
const hourNano = 60n * minuteNano;
const dayNano = 24n * hourNano;

/** Running totals begin anew with another start; of parts and gauges, each point has its own. */
const total = `NOT delta AND metric IN ('calls', 'errors', 'duration')`;
const life = `CASE WHEN ${total} THEN start_ns ELSE 0 END`;

/** Columns that are the same for all points of a series. */
const shared: readonly string[] = functionColumns
  .map(({ name }) => name)
  .filter((name) => !['time_ns', 'start_ns', 'value', 'scale', 'zero_count', 'buckets'].includes(name))
  .filter((name) => !['name', 'file', 'changed', 'reason', 'example_ns', 'trace_id', 'resource_id'].includes(name));

/** Points that are thinned out at once: half a second or so, for which writers wait. */
const mostPoints = 100_000;

/** Runs work with the connection that writes, while nothing else is written. */
export type Alone = <T>(work: (connection: DuckDBConnection) => Promise<T>) => Promise<T>;

/**
 * Keeps one point of each series a minute once the minute is closed, one an hour after a day, and one a day after `days`:
 * of running totals the last, of parts their sum. What stayed the same for an hour is its first and last point. The first point
 * that says of a file that it is loaded stays: requests since then are counted from it.
 */
export async function thinFunctions(alone: Alone, nowMs: number, days: number): Promise<void> {
  const minutes = BigInt(lastClosable(nowMs) + 1) * minuteNano;
  const oldDays = (BigInt(Math.round(nowMs - days * 86_400_000)) * 1_000_000n) / dayNano;
  const thin = (width: bigint) => async (connection: DuckDBConnection, range: string) => {
    await connection.run(toThinnedSql(range, width));
    await connection.run('DELETE FROM functions WHERE rowid IN (SELECT unnest(rows) FROM thinned)');
    await connection.run('INSERT INTO functions BY NAME SELECT * EXCLUDE (rows) FROM thinned');
    await connection.run('DROP TABLE thinned');
  };
  await once(alone, 'functions_minutes', minutes, thin(minuteNano));
  await once(alone, 'functions_hours', (minutes / hourNano) * hourNano, async (connection, range) => {
    await connection.run(`DELETE FROM functions WHERE rowid IN (${toUnchangedSql(range)})`);
  });
  await once(alone, 'functions_older', (minutes / hourNano - 24n) * hourNano, thin(hourNano));
  await once(alone, 'functions_days', oldDays * dayNano, thin(dayNano));
}

/**
 * Does the work for what lies between the last time and now, where there is any: a part of the series at a time, so that
 * who writes meanwhile waits for one part alone. A part that was done before a crash is done again, and has nothing left.
 */
async function once(
  alone: Alone,
  mark: string,
  to: bigint,
  work: (connection: DuckDBConnection, range: string) => Promise<void>,
): Promise<void> {
  const { range, points } = await alone(async (connection) => {
    const read = async (sql: string): Promise<unknown> => (await connection.runAndReadAll(sql)).getRowsJS()[0]?.[0];
    const from = BigInt(String((await read(`SELECT value FROM seatrial_meta WHERE key = '${mark}'`)) ?? 0));
    const between = `time_ns >= ${from} AND time_ns < ${to}`;
    return {
      range: between,
      points: to <= from ? 0 : Number(await read(`SELECT count(*) FROM functions WHERE ${between}`)),
    };
  });
  const parts = Math.ceil(points / mostPoints);
  for (let part = 0; part < parts; part += 1)
    await alone((connection) =>
      inTransaction(connection, async () => {
        await work(connection, parts === 1 ? range : `${range} AND hash(series) % ${parts} = ${part}`);
        if (part === parts - 1)
          await connection.run(`INSERT OR REPLACE INTO seatrial_meta VALUES ('${mark}', '${to}')`);
      }),
    );
}

async function inTransaction(connection: DuckDBConnection, work: () => Promise<void>): Promise<void> {
  await connection.run('BEGIN');
  try {
    await work();
    await connection.run('COMMIT');
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** A total that fell without a new start is left as it is: what lies between its points would be lost. */
function toThinnedSql(range: string, width: bigint): string {
  const merged = `(SELECT string_agg(index || ':' || count, ',' ORDER BY index) FROM (SELECT split_part(entry, ':', 1)::INTEGER AS index,
    sum(split_part(entry, ':', 2)::BIGINT) AS count FROM (SELECT unnest(string_split(g.parts, ',')) AS entry) GROUP BY index))`;
  const names = shared.join(', ');
  return `CREATE TEMP TABLE thinned AS
    WITH firsts AS (SELECT series, min(time_ns) AS first_ns FROM functions WHERE metric IN ('loaded', 'unverifiable') AND value >= 1 GROUP BY series),
      points AS (SELECT rowid AS row, *, lag(value) OVER (PARTITION BY series, start_ns ORDER BY time_ns) AS before,
        row_number() OVER (PARTITION BY series, start_ns, time_ns ORDER BY value DESC) = 1 AS counts
      FROM functions WHERE ${range}),
    grouped AS (SELECT ${names}, list(row) AS rows, max(time_ns) AS time_ns, min(start_ns) AS start_ns,
        CASE WHEN delta THEN sum(value) FILTER (counts) ELSE arg_max(value, time_ns) END AS value, arg_max(scale, time_ns) AS scale,
        CASE WHEN delta THEN sum(zero_count) FILTER (counts) ELSE arg_max(zero_count, time_ns) END AS zero_count,
        arg_max(buckets, time_ns) AS last_buckets, string_agg(buckets, ',') FILTER (counts AND buckets <> '') AS parts,
        arg_max(name, time_ns) AS name, arg_max(file, time_ns) AS file, bool_or(changed) AS changed, arg_max(reason, time_ns) AS reason,
        arg_max(resource_id, time_ns) AS resource_id,
        min(example_ns) AS example_ns, arg_min(trace_id, coalesce(example_ns, time_ns)) FILTER (trace_id IS NOT NULL) AS trace_id
      FROM points LEFT JOIN firsts USING (series)
      GROUP BY ${names}, CASE WHEN delta THEN scale END, ${life}, time_ns // ${width}, time_ns = first_ns
      HAVING count(*) > 1 AND NOT bool_or(${total} AND value < before))
    SELECT * EXCLUDE (last_buckets, parts), CASE WHEN delta THEN ${merged} ELSE last_buckets END AS buckets FROM grouped g`;
}

/** Points between two that say the same: of a total its value, of parts nothing. Every increment stays where it was. */
function toUnchangedSql(range: string): string {
  return `SELECT row FROM (SELECT rowid AS row, CASE WHEN delta THEN value = 0 AND lag(value) OVER w IS NOT NULL AND lead(value) OVER w IS NOT NULL
      ELSE value = lag(value) OVER w AND value = lead(value) OVER w END AS unchanged
    FROM functions WHERE ${range}
    WINDOW w AS (PARTITION BY series, ${life} ORDER BY time_ns)) WHERE unchanged`;
}
