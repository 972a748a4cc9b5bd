import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { load } from '../load.ts';
import { sayLine } from '../line.ts';
import { detectTracerProvider, toDelegate } from './provider.ts';
import type { Sdk } from './sdk.ts';

/**
 * OpenTelemetry's declarative configuration (`OTEL_CONFIG_FILE`): exporters, samplers, limits and resource are what the
 * file says. It takes no processor from code (opentelemetry-js#7011), so the stamps are put before the ones it made.
 */
export function startDeclarativeSdk(path: string, stamps: readonly SpanProcessor[]): Sdk {
  load('@opentelemetry/sdk-node').startNodeSDK({ instrumentations: [] });
  const { logs, metrics, trace } = load('@opentelemetry/api');
  const added = attach(toDelegate(trace.getTracerProvider()), stamps) ? 'the stamp' : 'no stamp, which found no place';
  sayLine(
    'declarative-configuration',
    detectTracerProvider() === undefined
      ? `OTEL_CONFIG_FILE=${path} gives no tracer provider, so there are no spans. OTEL_LOG_LEVEL=info says why.`
      : `OTEL_CONFIG_FILE=${path} sets up OpenTelemetry: where spans go and what is lost at the end of the process is its ` +
          `matter; register() adds instrumentations and ${added}. Unset it for all that register() does.`,
  );
  return {
    registered: true,
    parts: () => [trace.getTracerProvider(), metrics.getMeterProvider(), logs.getLoggerProvider()],
  };
}

interface Processing {
  readonly _activeSpanProcessor?: { readonly _spanProcessors?: SpanProcessor[] };
}

function attach(provider: Processing, processors: readonly SpanProcessor[]): boolean {
  const list = provider._activeSpanProcessor?._spanProcessors;
  if (!Array.isArray(list)) return false;
  list.unshift(...processors);
  return true;
}
