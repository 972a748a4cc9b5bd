import type { JsonValue } from './rows.ts';

// SQL as people ask a store: one SELECT over the views below, which have the same names and columns on every engine.

export interface SqlQuery {
  /** One SELECT statement. */
  readonly sql: string;
  /** Rows at most, up to 100,000. Default 1,000. */
  readonly limit?: number;
  /** Milliseconds after which it is stopped, up to 120,000. Default 30,000. */
  readonly timeoutMs?: number;
}

export interface SqlAnswer {
  readonly columns: readonly SqlColumn[];
  /** Values in the order of the columns: times as ISO 8601, maps and lists as JSON has them. */
  readonly rows: readonly (readonly JsonValue[])[];
  /** True where there were more rows than the limit, or than 16 MB of them. */
  readonly truncated: boolean;
  readonly milliseconds: number;
}

export interface SqlColumn {
  readonly name: string;
  /** In the engine's own words. */
  readonly type: string;
}

/** Reading SQL. */
export interface SqlReader {
  /**
   * `SEATRIAL_BAD_ARGUMENT` for what is no reading statement over the views, and for what the engine says of it;
   * `SEATRIAL_TOO_LARGE` where it took too long or too much memory.
   */
  sql(query: SqlQuery): Promise<SqlAnswer>;
}

/** `text` is never NULL: what is unknown is the empty text. */
type SqlType = 'text' | 'time' | 'number' | 'yes or no' | 'map of text';

interface ViewColumn {
  readonly name: string;
  readonly type: SqlType;
  readonly meaning: string;
}

interface View {
  readonly name: string;
  readonly meaning: string;
  readonly columns: readonly ViewColumn[];
}

const column = (name: string, type: SqlType, meaning: string): ViewColumn => ({ name, type, meaning });

const release = [
  column('service', 'text', 'the service'),
  column('version', 'text', 'its version'),
  column('build_id', 'text', 'the build'),
  column('deployment_id', 'text', 'the deployment'),
  column('ring', 'text', 'the ring of the deployment: canary, stable, …'),
  column('commit', 'text', 'the commit'),
  column('environment', 'text', 'the environment'),
] as const;

const attributes = [
  column('attributes', 'map of text', "by name: attributes['http.route']; NULL where there is none"),
  column('resource', 'map of text', "attributes of what sent it: resource['host.name']"),
] as const;

/** What a statement can ask about. */
export const sqlViews: readonly View[] = [
  {
    name: 'spans',
    meaning: 'one row for each span',
    columns: [
      column('trace_id', 'text', '32 hex digits'),
      column('span_id', 'text', '16 hex digits'),
      column('parent_span_id', 'text', 'empty where there is no parent'),
      column('start_time', 'time', 'when it began, in UTC'),
      column('duration_ms', 'number', 'how long it took, in milliseconds'),
      column('name', 'text', 'its name'),
      column('kind', 'text', 'server, client, internal, producer, consumer'),
      column('route', 'text', 'http.route, else RPC method, messaging destination, span name'),
      column('status', 'text', 'unset, ok, error'),
      column('status_message', 'text', 'what went wrong'),
      column('error', 'yes or no', 'status error, or HTTP 5xx'),
      column('entry', 'yes or no', 'kind server or consumer, or without a parent'),
      column('shadow', 'yes or no', 'mirrored traffic'),
      column('unfinished', 'yes or no', 'sent before it ended'),
      column('weight', 'number', 'how many spans it stands for where traces are sampled'),
      ...release,
      ...attributes,
      column('scope', 'text', 'which library wrote it'),
      column('events', 'text', 'exceptions and other events, as a JSON list'),
      column('links', 'text', 'links to other traces, as a JSON list'),
      column('arrival', 'number', 'rises with arrival'),
    ],
  },
  {
    name: 'logs',
    meaning: 'one row for each log record',
    columns: [
      column('time', 'time', 'when it was written, in UTC'),
      column('severity', 'text', 'INFO, ERROR, …'),
      column('severity_number', 'number', '1 to 24; from 17 on it is an error'),
      column('event_name', 'text', 'the kind of event'),
      column('body', 'text', 'the message; JSON where it is no text'),
      column('trace_id', 'text', 'of the trace that it belongs to; empty for none'),
      column('span_id', 'text', 'of the span; empty for none'),
      column('service', 'text', 'the service'),
      column('version', 'text', 'its version'),
      ...attributes,
    ],
  },
  {
    name: 'metrics',
    meaning: 'one row for each metric point',
    columns: [
      column('time', 'time', 'of the point, in UTC'),
      column('name', 'text', 'of the metric'),
      column('unit', 'text', 'of the values'),
      column('type', 'text', 'gauge, sum, histogram, exponential_histogram, summary'),
      column('temporality', 'text', 'delta, cumulative, or empty'),
      column('value', 'number', 'of a gauge or sum, else the sum; NULL where there is none'),
      column('data', 'text', 'buckets and the rest, as JSON'),
      column('service', 'text', 'the service'),
      column('version', 'text', 'its version'),
      ...attributes,
    ],
  },
  {
    name: 'functions',
    meaning: 'one row for each point that a process sent about a watched function',
    columns: [
      column('time', 'time', 'of the point, in UTC'),
      column('function_id', 'text', 'as in the probe plan'),
      column('name', 'text', 'of the function'),
      column('file', 'text', 'from the top of the repository'),
      column('changed', 'yes or no', 'whether the release changed it'),
      column('metric', 'text', 'calls, errors, duration, loaded, stride, unverifiable'),
      column('delta', 'yes or no', 'since the point before; else since the process began'),
      column('value', 'number', 'calls, errors or seconds'),
      column('cohort', 'text', 'flags and cohorts of the request'),
      column('error_type', 'text', 'of the errors that are counted'),
      column('trace_id', 'text', 'of a request that called it; empty where none is known'),
      ...release,
    ],
  },
  {
    name: 'releases',
    meaning: 'one row for each release in each ring and deployment',
    columns: [
      ...release,
      column('first_seen', 'time', 'start of its first span, in UTC'),
      column('last_seen', 'time', 'start of its last span, in UTC'),
      column('spans', 'number', 'as they are stored'),
      column('requests', 'number', 'first attempts, without mirrored and unfinished ones'),
      column('errors', 'number', 'of the requests'),
    ],
  },
];
