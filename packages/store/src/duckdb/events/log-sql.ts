import { SeatrialError } from '@seatrial/model';
import type { Intrinsic, Selector, Subject } from '@seatrial/model';
import type { KnownValuesQuery } from '../../events.ts';
import type { ListQuery } from '../../store.ts';
import { toLimit, toTimeSql, toWhole } from '../queries.ts';
import type { Statement } from '../queries.ts';
import { Parameters, toSelectorSql } from '../selector-sql.ts';
import type { Layout } from '../selector-sql.ts';

/** Logs that completion looks at: the last that came. */
const sampleSize = 20_000;

const ofResource = (name: string): string => `r.attributes['${name}']`;

/** The fields that logs have as spans do. */
const fields: Readonly<Partial<Record<Intrinsic, string>>> = {
  service: `nullif(s.service, '')`,
  release: `nullif(s.version, '')`,
  version: `nullif(s.version, '')`,
  build: ofResource('app.build_id'),
  deployment: ofResource('deployment.id'),
  ring: ofResource('seatrial.ring'),
  commit: ofResource('vcs.ref.head.revision'),
  environment: ofResource('deployment.environment.name'),
  name: `nullif(s.event_name, '')`,
  error: `CASE WHEN s.severity_number >= 17 THEN 'true' ELSE 'false' END`,
  trace: `replace(s.trace_id::VARCHAR, '-', '')`,
  span: `lpad(lower(to_hex(s.span_id)), 16, '0')`,
};

/** What logs alone have; attributes of these names are not seen. */
const own: Readonly<Record<string, string>> = {
  severity: `nullif(s.severity, '')`,
  body: `CASE WHEN json_type(s.body) = 'VARCHAR' THEN s.body ->> '$' ELSE s.body END`,
};

/** @throws SeatrialError `SEATRIAL_BAD_SELECTOR` for what only spans have. */
function toLogSubjectSql({ kind, name }: Subject, parameters: Parameters): string {
  if (kind === 'attribute') {
    if (Object.hasOwn(own, name)) return own[name] ?? '';
    const place = parameters.add(name);
    return `coalesce(s.attributes[${place}], r.attributes[${place}])`;
  }
  const field = fields[name];
  if (field !== undefined) return field;
  throw new SeatrialError(
    'SEATRIAL_BAD_SELECTOR',
    `Logs have no ${name}. Filter them by service, release, trace, severity, body or any attribute, or look at the spans.`,
  );
}

const from = 'logs s LEFT JOIN resources r ON r.id = s.resource_id';

/** Rows of these are read by `toLogRow`. */
export const logRowColumns = `s.rowid + 1 AS cursor, s.time_ns, s.severity_number, s.severity, s.event_name, s.body,
  replace(s.trace_id::VARCHAR, '-', '') AS trace_id,
  CASE WHEN s.span_id IS NULL THEN '' ELSE lpad(lower(to_hex(s.span_id)), 16, '0') END AS span_id, s.service, s.version,
  to_json(s.attributes)::VARCHAR AS attributes, s.kinds, to_json(r.attributes)::VARCHAR AS resource, r.kinds AS resource_kinds`;

/** The rows are found by what is asked for, and only theirs are read whole. */
export function selectLogs(query: ListQuery, layout: Layout): Statement {
  const parameters = toParameters(layout);
  const where = `${toTimeSql('s.time_ns', query, parameters)} AND ${toSelectorSql(query.where ?? [], parameters)}`;
  const by = 's.time_ns DESC, s.rowid DESC';
  return {
    sql: `SELECT ${logRowColumns} FROM ${from} WHERE s.rowid IN (SELECT s.rowid FROM ${from} WHERE ${where} ORDER BY ${by} LIMIT ${toLimit(query.limit)})
      ORDER BY ${by}`,
    values: parameters.values,
  };
}

/** Where the logs end: a row's place is its order of arrival. */
export const selectLogEnd: Statement = { sql: 'SELECT coalesce(max(rowid) + 1, 0) AS cursor FROM logs', values: [] };

export interface LogRange {
  readonly where: Selector;
  readonly after: number;
  readonly cursor: number;
  readonly limit: number;
}

/** Logs between two cursors, the newest that match, with how many match. */
export function selectArrivedLogs({ where, after, cursor, limit }: LogRange, layout: Layout): Statement {
  const parameters = toParameters(layout);
  const condition = toSelectorSql(where, parameters);
  return {
    sql: `WITH found AS MATERIALIZED (SELECT s.rowid AS id FROM ${from}
        WHERE s.rowid >= ${toWhole('after', after, 0)} AND s.rowid < ${toWhole('cursor', cursor, 0)} AND (${condition}))
      SELECT (SELECT count(*) FROM found) AS matched, ${logRowColumns} FROM ${from}
      WHERE s.rowid IN (SELECT id FROM found ORDER BY id DESC LIMIT ${toLimit(limit)}) ORDER BY s.rowid`,
    values: parameters.values,
  };
}

export const selectLogNames: Statement = {
  sql: `SELECT DISTINCT unnest(map_keys(attributes)) AS name FROM (SELECT attributes FROM logs ORDER BY rowid DESC LIMIT ${sampleSize}) ORDER BY name`,
  values: [],
};

export function selectLogValues({ prefix = '', limit }: KnownValuesQuery, subject: Subject, layout: Layout): Statement {
  const parameters = toParameters(layout);
  const value = `(${toLogSubjectSql(subject, parameters)})::VARCHAR`;
  return {
    sql: `SELECT value FROM (SELECT ${value} AS value FROM ${from} ORDER BY s.rowid DESC LIMIT ${sampleSize})
      WHERE value IS NOT NULL AND starts_with(lower(value), lower(${parameters.add(prefix)}))
      GROUP BY value ORDER BY count(*) DESC, value LIMIT ${toLimit(limit)}`,
    values: parameters.values,
  };
}

function toParameters(layout: Layout): Parameters {
  return new Parameters(layout, { subjects: toLogSubjectSql });
}
