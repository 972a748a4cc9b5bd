import { latencyEdgesNano, limits } from '@seatrial/model';
import type { DuckDBConnection } from '@duckdb/node-api';
import { toCounts } from './queries.ts';

/** Sums up the minutes after `closed` up to `to`, and answers with the last one that is closed then. */
export async function closeMinutes(connection: DuckDBConnection, closed: number, to: number): Promise<number> {
  // A clock that went back opens minutes again: they are summed up anew when they pass.
  const from = Math.min(closed, to);
  const minutes = await connection.runAndReadAll(
    `SELECT min(minute), max(minute) FROM spans WHERE minute > ${from} AND minute <= ${to}`,
  );
  const [first, last] = minutes.getRowsJS()[0] ?? [];
  if (typeof first !== 'number' || typeof last !== 'number') return from;
  await summarise(connection, first - 1, last);
  return last;
}

/** Sums the requests of the minutes after `from` up to `to`, in place of what was summed of them before. */
async function summarise(connection: DuckDBConnection, from: number, to: number): Promise<void> {
  const warmUp = limits.warmUpMs * 1_000_000;
  await connection.run('BEGIN');
  try {
    await connection.run(`DELETE FROM summaries WHERE minute > ${from} AND minute <= ${to}`);
    await connection.run(`
      INSERT INTO summaries
      WITH entries AS (
        SELECT minute, service, version, commit, build_id, environment, ring, route, cohort, error, duration_ns, weight,
          CASE WHEN shadow THEN 'shadow' WHEN unfinished THEN 'unfinished'
            WHEN start_ns - process_start_ns < ${warmUp} THEN 'warm' ELSE 'steady' END AS phase,
          row_number() OVER (PARTITION BY minute, trace_id, service, route, shadow ORDER BY start_ns, span_id) = 1 AS first
        FROM spans WHERE entry AND minute > ${from} AND minute <= ${to})
      SELECT minute, service, version, commit, build_id, environment, ring, route, cohort, phase,
        count(*) FILTER (first), count(*) FILTER (first AND error), count(*), coalesce(sum(weight) FILTER (first), 0),
        [${toCounts(latencyEdgesNano, 'first')}]
      FROM entries GROUP BY minute, service, version, commit, build_id, environment, ring, route, cohort, phase`);
    await connection.run(`INSERT OR REPLACE INTO seatrial_meta VALUES ('closed_minute', '${to}')`);
    await connection.run('COMMIT');
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
