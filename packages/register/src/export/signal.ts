import { sayLine } from '../line.ts';

/** What OTLP carries. */
export type Signal = 'traces' | 'metrics' | 'logs';

export type Protocol = 'http/protobuf' | 'http/json' | 'grpc';

const protocols: readonly Protocol[] = ['http/protobuf', 'http/json', 'grpc'];

/** The protocol that `OTEL_EXPORTER_OTLP_<SIGNAL>_PROTOCOL`, else `OTEL_EXPORTER_OTLP_PROTOCOL` names. */
export function toProtocol(signal: Signal, env: Readonly<Record<string, string | undefined>> = process.env): Protocol {
  const own = env[`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_PROTOCOL`]?.trim();
  const given = own || env['OTEL_EXPORTER_OTLP_PROTOCOL']?.trim();
  if (!given) return 'http/protobuf';
  const known = protocols.find((protocol) => protocol === given);
  if (known === undefined)
    sayLine(
      'bad-setting',
      `OTLP protocol "${given}" is not known; http/protobuf is used. Known: ${protocols.join(', ')}.`,
    );
  return known ?? 'http/protobuf';
}

/** The variable of a signal where it is set, else the common one: `OTEL_EXPORTER_OTLP_TRACES_TIMEOUT`, … */
export function readOtlpVariable(
  signal: Signal,
  name: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  return env[`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${name}`]?.trim() || env[`OTEL_EXPORTER_OTLP_${name}`]?.trim();
}
