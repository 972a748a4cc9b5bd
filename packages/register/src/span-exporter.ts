import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { ZipkinExporter } from '@opentelemetry/exporter-zipkin';
import { ConsoleSpanExporter } from '@opentelemetry/sdk-trace';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { getStringFromEnv, getStringListFromEnv } from '@opentelemetry/core';
import { sayLine } from './line.ts';
import type { TraceExporterName } from './options.ts';

const exporters: Readonly<Record<Exclude<TraceExporterName, 'none'>, () => SpanExporter>> = {
  otlp: createOtlpExporter,
  console: () => new ConsoleSpanExporter(),
  zipkin: () => new ZipkinExporter(),
};

/** The exporters that an option or `OTEL_TRACES_EXPORTER` names, by the rules of OpenTelemetry's NodeSDK. */
export function createSpanExporters(option: SpanExporter | TraceExporterName | undefined): readonly SpanExporter[] {
  if (option !== undefined && typeof option !== 'string') return [option];
  return toNames(option).flatMap((name) => {
    const create = Object.hasOwn(exporters, name) ? exporters[name as keyof typeof exporters] : undefined;
    if (create !== undefined) return [create()];
    sayLine(`traces exporter "${name}" is not known and is left out. Known: otlp, console, zipkin, none.`);
    return [];
  });
}

function toNames(option: TraceExporterName | undefined): readonly string[] {
  const listed = option === undefined ? (getStringListFromEnv('OTEL_TRACES_EXPORTER') ?? []) : [option];
  const names = [...new Set(listed)].filter((name) => name !== '' && name !== 'null');
  if (names[0] === 'none' && (names.length === 1 || option === undefined)) return [];
  if (names.length === 0) return ['otlp'];
  if (!names.includes('none')) return names;
  sayLine(`OTEL_TRACES_EXPORTER=${names.join(',')} names "none" beside others; otlp is used. Name one or the other.`);
  return ['otlp'];
}

/** The exporters read their own endpoint, headers, timeout, compression and certificates from `OTEL_EXPORTER_OTLP_*`. */
function createOtlpExporter(): SpanExporter {
  const protocol =
    getStringFromEnv('OTEL_EXPORTER_OTLP_TRACES_PROTOCOL') ?? getStringFromEnv('OTEL_EXPORTER_OTLP_PROTOCOL');
  switch (protocol?.trim()) {
    case 'grpc':
      return new GrpcExporter();
    case 'http/json':
      return new JsonExporter();
    case 'http/protobuf':
    case undefined:
    case '':
      return new ProtobufExporter();
    default:
      sayLine(
        `OTLP protocol "${protocol}" is not known; http/protobuf is used. Known: http/protobuf, http/json, grpc.`,
      );
      return new ProtobufExporter();
  }
}
