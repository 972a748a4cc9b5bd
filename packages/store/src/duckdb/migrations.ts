/** Which traces are in which part of `spans` (events/trace-blocks.ts). */
export const traceBlocks = 'CREATE TABLE trace_blocks (after BIGINT, last BIGINT, traces BLOB);';

/** What leads from a schema version to the next one, by the version that it starts from. Frozen once it is published. */
export const migrations: Readonly<Record<number, string>> = {
  1: `
ALTER TABLE resources RENAME TO old_resources;
CREATE TABLE resources (id INTEGER, digest VARCHAR, attributes MAP(VARCHAR, VARCHAR), kinds VARCHAR);
INSERT INTO resources SELECT row_number() OVER (ORDER BY id), id, attributes, kinds FROM old_resources;
DROP TABLE old_resources;
ALTER TABLE attribute_names RENAME TO old_names;
CREATE TABLE attribute_names (name VARCHAR, on_spans BOOLEAN, on_resources BOOLEAN);
INSERT INTO attribute_names SELECT name, TRUE, TRUE FROM old_names;
DROP TABLE old_names;
CREATE TABLE attribute_columns (name VARCHAR, since BIGINT);
CREATE TABLE summaries (
  minute INTEGER, service VARCHAR, version VARCHAR, commit VARCHAR, build_id VARCHAR, environment VARCHAR, ring VARCHAR,
  route VARCHAR, cohort VARCHAR, phase VARCHAR, requests BIGINT, errors BIGINT, attempts BIGINT, weight DOUBLE, counts BIGINT[]
);
ALTER TABLE spans RENAME TO old_spans;
CREATE TABLE spans AS SELECT s.cursor, ((s.start_ns + s.duration_ns) // 60000000000)::INTEGER AS minute, s.trace_id, s.span_id,
  s.parent_span_id, s.start_ns, s.duration_ns, s.service, s.version, s.build_id, s.deployment_id, s.ring, s.commit, s.environment,
  s.name, s.kind::ENUM('unspecified', 'internal', 'server', 'client', 'producer', 'consumer') AS kind, s.route,
  s.status::ENUM('unset', 'ok', 'error') AS status, nullif(s.status_message, '') AS status_message,
  coalesce(array_to_string(list_sort(list_transform(list_filter(map_entries(s.attributes), lambda e: starts_with(e.key, 'seatrial.cohort.')),
    lambda e: e.key[17:] || '=' || e.value)), ','), '') AS cohort,
  s.error, s.entry, s.shadow, s.unfinished, s.process_start_ns, 1::DOUBLE AS weight, nullif(s.trace_state, '') AS trace_state, s.attributes, s.kinds,
  r.id AS resource_id, s.scope_name, s.scope_version, nullif(s.events, '[]') AS events, nullif(s.links, '[]') AS links, s.dropped_attributes, s.dropped_events, s.dropped_links
  FROM old_spans s LEFT JOIN resources r ON r.digest = s.resource_id ORDER BY s.cursor;
DROP TABLE old_spans;
ALTER TABLE logs RENAME TO old_logs;
CREATE TABLE logs AS SELECT l.time_ns, l.severity_number, l.severity, l.event_name, l.body, l.trace_id, l.span_id, l.service, l.version,
  l.attributes, l.kinds, r.id AS resource_id, l.scope_name, l.scope_version FROM old_logs l LEFT JOIN resources r ON r.digest = l.resource_id;
DROP TABLE old_logs;
ALTER TABLE metrics RENAME TO old_metrics;
CREATE TABLE metrics AS SELECT m.time_ns, m.start_ns, m.name, m.description, m.unit, m.type, m.temporality, m.monotonic, m.value, m.data,
  m.service, m.version, m.attributes, m.kinds, r.id AS resource_id, m.scope_name, m.scope_version
  FROM old_metrics m LEFT JOIN resources r ON r.digest = m.resource_id;
DROP TABLE old_metrics;
`,
  2: `
ALTER TABLE summaries DROP COLUMN counts;
ALTER TABLE summaries ADD COLUMN first_ns BIGINT;
ALTER TABLE summaries ADD COLUMN last_ns BIGINT;
ALTER TABLE summaries ADD COLUMN least_weight DOUBLE;
ALTER TABLE summaries ADD COLUMN most_weight DOUBLE;
ALTER TABLE summaries ADD COLUMN buckets USMALLINT[];
ALTER TABLE summaries ADD COLUMN bucket_counts UINTEGER[];
INSERT INTO seatrial_meta SELECT 'summarised_from', (value::BIGINT + 1)::VARCHAR FROM seatrial_meta WHERE key = 'closed_minute';
CREATE TABLE functions (
  time_ns BIGINT, start_ns BIGINT, process BIGINT, series BIGINT, metric VARCHAR, delta BOOLEAN, value DOUBLE, scale INTEGER, zero_count DOUBLE, buckets VARCHAR,
  function_id VARCHAR, name VARCHAR, file VARCHAR, changed BOOLEAN, cohort VARCHAR, error_type VARCHAR, error_origin VARCHAR,
  reason VARCHAR, service VARCHAR, version VARCHAR, build_id VARCHAR, deployment_id VARCHAR, ring VARCHAR, commit VARCHAR,
  environment VARCHAR, example_ns BIGINT, trace_id UUID, resource_id INTEGER
);
${traceBlocks}
`,
  // Columns that are there hold texts (NULL is false), and go on to: "seatrial store compact" makes whole numbers of them.
  3: `
ALTER TABLE attribute_columns ADD COLUMN integer BOOLEAN;
ALTER TABLE attribute_columns ADD COLUMN mixed BOOLEAN;
`,
};
