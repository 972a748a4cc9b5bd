import { logs, metrics } from '@opentelemetry/api';
import type { NodeSDK } from '@opentelemetry/sdk-node';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { sayLine } from './line.ts';

interface Flushing {
  forceFlush?(): Promise<void>;
  getDelegate?(): Flushing;
}

/** Flushes spans, metrics and log records. */
export async function flushAll(processors: readonly SpanProcessor[]): Promise<void> {
  const parts: readonly Flushing[] = [
    ...processors,
    metrics.getMeterProvider() as Flushing,
    logs.getLoggerProvider() as Flushing,
  ];
  const results = await Promise.allSettled(parts.map(async (part) => (part.getDelegate?.() ?? part).forceFlush?.()));
  for (const result of results) if (result.status === 'rejected') sayFailure(result.reason);
}

export async function shutdownAll(sdk: NodeSDK): Promise<void> {
  try {
    await sdk.shutdown();
  } catch (error) {
    sayFailure(error);
  }
}

function sayFailure(reason: unknown): void {
  const causes: readonly unknown[] = Array.isArray(reason) ? reason : [reason];
  const text = causes.map((cause) => (cause instanceof Error ? cause.message || cause.name : String(cause))).join('; ');
  sayLine(
    `telemetry could not be sent (${text}). Is a receiver listening? Start one with "npx seatrial dev", ` +
      'or set OTEL_EXPORTER_OTLP_ENDPOINT.',
  );
}
