import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { load } from '../load.ts';
import { sayLine } from '../line.ts';
import type { RegisterOptions, TraceExporterName } from '../options.ts';

const exporters: Readonly<Record<Exclude<TraceExporterName, 'none'>, () => SpanExporter | 'otlp'>> = {
  otlp: () => 'otlp',
  console: () => new (load('@opentelemetry/sdk-trace').ConsoleSpanExporter)(),
  zipkin: () => new (load('@opentelemetry/exporter-zipkin').ZipkinExporter)(),
};

/**
 * The exporters that an option or `OTEL_TRACES_EXPORTER` names, by the rules of OpenTelemetry's NodeSDK. `'otlp'` stands
 * for our own way out.
 */
export function toTraceExporters(option: RegisterOptions['traceExporter']): readonly (SpanExporter | 'otlp')[] {
  if (option !== undefined && typeof option !== 'string') return [option];
  return toNames(option).flatMap((name) => {
    const create = Object.hasOwn(exporters, name) ? exporters[name as keyof typeof exporters] : undefined;
    if (create !== undefined) return [create()];
    sayLine(
      'bad-setting',
      `traces exporter "${name}" is not known and is left out. Known: otlp, console, zipkin, none.`,
    );
    return [];
  });
}

function toNames(option: TraceExporterName | undefined): readonly string[] {
  const { getStringListFromEnv } = load('@opentelemetry/core');
  const listed = option === undefined ? (getStringListFromEnv('OTEL_TRACES_EXPORTER') ?? []) : [option];
  const names = [...new Set(listed)].filter((name) => name !== '' && name !== 'null');
  if (names[0] === 'none' && (names.length === 1 || option === undefined)) return [];
  if (names.length === 0) return ['otlp'];
  if (!names.includes('none')) return names;
  sayLine(
    'bad-setting',
    `OTEL_TRACES_EXPORTER=${names.join(',')} names "none" beside others; otlp is used. Name one or the other.`,
  );
  return ['otlp'];
}
