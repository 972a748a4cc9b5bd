import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const home = join(import.meta.dirname, '../peers/chdb');

/** Why the engine is not measured, where it is not there. */
export const chdbMissing: string | undefined = existsSync(join(home, 'node_modules/chdb'))
  ? undefined
  : 'install it by: npm i --prefix test/peers/chdb';

interface Answer {
  readonly result: string;
  readonly cpuMicro: number;
  readonly milliseconds: number;
}

export interface ClickHouse {
  ask(sql: string): Promise<Answer>;
  close(): void;
}

/** The in-process ClickHouse engine, in a process of its own. */
export async function startClickHouse(folder: string): Promise<ClickHouse> {
  const child = fork(join(home, 'peer.mjs'), [folder], { cwd: home });
  const next = (): Promise<Answer> =>
    new Promise((resolve, reject) => {
      child.once('message', (message: Answer & { readonly error?: string }) =>
        message.error === undefined ? resolve(message) : reject(new Error(message.error)),
      );
    });
  await next();
  return {
    ask: (sql) => {
      child.send({ sql });
      return next();
    },
    close: () => void child.kill('SIGKILL'),
  };
}

/** The table that the exporter of the OpenTelemetry Collector makes (clickhouseexporter, `otel_traces`). */
export const otelTraces = `CREATE TABLE otel_traces (
  Timestamp DateTime64(9) CODEC(Delta, ZSTD(1)), TraceId String CODEC(ZSTD(1)), SpanId String CODEC(ZSTD(1)),
  ParentSpanId String CODEC(ZSTD(1)), TraceState String CODEC(ZSTD(1)), SpanName LowCardinality(String) CODEC(ZSTD(1)),
  SpanKind LowCardinality(String) CODEC(ZSTD(1)), ServiceName LowCardinality(String) CODEC(ZSTD(1)),
  ResourceAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)), ScopeName String CODEC(ZSTD(1)),
  ScopeVersion String CODEC(ZSTD(1)), SpanAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  Duration UInt64 CODEC(ZSTD(1)), StatusCode LowCardinality(String) CODEC(ZSTD(1)), StatusMessage String CODEC(ZSTD(1)),
  INDEX idx_trace_id TraceId TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX idx_span_attr_key mapKeys(SpanAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_span_attr_value mapValues(SpanAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_duration Duration TYPE minmax GRANULARITY 1
) ENGINE = MergeTree PARTITION BY toDate(Timestamp) ORDER BY (ServiceName, SpanName, toDateTime(Timestamp))
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1`;
