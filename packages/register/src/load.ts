import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type * as GrpcJs from '@grpc/grpc-js';
import type * as Api from '@opentelemetry/api';
import type * as AutoInstrumentationsNode from '@opentelemetry/auto-instrumentations-node';
import type * as Core from '@opentelemetry/core';
import type * as ExporterMetricsOtlpHttp from '@opentelemetry/exporter-metrics-otlp-http';
import type * as ExporterZipkin from '@opentelemetry/exporter-zipkin';
import type * as Instrumentation from '@opentelemetry/instrumentation';
import type * as OtlpExporterBaseNodeHttp from '@opentelemetry/otlp-exporter-base/node-http';
import type * as OtlpGrpcExporterBase from '@opentelemetry/otlp-grpc-exporter-base';
import type * as OtlpTransformer from '@opentelemetry/otlp-transformer';
import type * as PropagatorB3 from '@opentelemetry/propagator-b3';
import type * as Resources from '@opentelemetry/resources';
import type * as SdkLogs from '@opentelemetry/sdk-logs';
import type * as SdkMetrics from '@opentelemetry/sdk-metrics';
import type * as SdkNode from '@opentelemetry/sdk-node';
import type * as SdkTrace from '@opentelemetry/sdk-trace';
import type * as CreateHook from 'import-in-the-middle/create-hook.mjs';
import { toBundleFile, toSharedFile } from './bundled.ts';

/** The modules, nearly all of OpenTelemetry, that are loaded when they are needed, by name. */
interface Modules {
  readonly '@grpc/grpc-js': typeof GrpcJs;
  readonly '@opentelemetry/api': typeof Api;
  readonly '@opentelemetry/auto-instrumentations-node': typeof AutoInstrumentationsNode;
  readonly '@opentelemetry/core': typeof Core;
  readonly '@opentelemetry/exporter-metrics-otlp-http': typeof ExporterMetricsOtlpHttp;
  readonly '@opentelemetry/exporter-zipkin': typeof ExporterZipkin;
  readonly '@opentelemetry/instrumentation': typeof Instrumentation;
  readonly '@opentelemetry/otlp-exporter-base/node-http': typeof OtlpExporterBaseNodeHttp;
  readonly '@opentelemetry/otlp-grpc-exporter-base': typeof OtlpGrpcExporterBase;
  readonly '@opentelemetry/otlp-transformer': typeof OtlpTransformer;
  readonly '@opentelemetry/propagator-b3': typeof PropagatorB3;
  readonly '@opentelemetry/resources': typeof Resources;
  readonly '@opentelemetry/sdk-logs': typeof SdkLogs;
  readonly '@opentelemetry/sdk-metrics': typeof SdkMetrics;
  readonly '@opentelemetry/sdk-node': typeof SdkNode;
  readonly '@opentelemetry/sdk-trace': typeof SdkTrace;
  readonly 'import-in-the-middle/create-hook.mjs': typeof CreateHook;
}

const require = createRequire(import.meta.url);

/**
 * Loads a module as CommonJS: instrumentations of required packages load that build anyhow, and an
 * import would bring a second copy of each beside it.
 */
export function load<Name extends keyof Modules>(name: Name): Modules[Name] {
  return (loadBundled(name) ?? require(name)) as Modules[Name];
}

/** Loads the package of an instrumentation: a dependency of auto-instrumentations-node, found from there under every package manager. */
export function loadInstrumentation(name: string): unknown {
  return loadBundled(name) ?? (upstream ??= createRequire(require.resolve(bundleOfUpstream)))(name);
}

const bundleOfUpstream = '@opentelemetry/auto-instrumentations-node';
let upstream: NodeJS.Require | undefined;
const bundled = new Map<string, unknown>();

/** What bundle.ts has put beside this file; nothing where the sources, or the files that they compile to, run as they are. */
function loadBundled(name: string): unknown {
  const sharedFile = toSharedFile(name);
  const file = sharedFile ?? toBundleFile(name);
  if (!bundled.has(file)) {
    const path = fileURLToPath(new URL(file, import.meta.url));
    bundled.set(file, existsSync(path) ? require(path) : undefined);
  }
  const found = bundled.get(file);
  return sharedFile !== undefined ? (found as Readonly<Record<string, unknown>> | undefined)?.[name] : found;
}
