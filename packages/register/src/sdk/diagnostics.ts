import type { DiagLogger } from '@opentelemetry/api';
import { load } from '../load.ts';
import { sayLine } from '../line.ts';

/**
 * What OpenTelemetry reports goes to the console from `OTEL_LOG_LEVEL` up, as in NodeSDK. Without the variable it would
 * say nothing at all: its errors then are lines of ours.
 */
export function setDiagnostics(): void {
  const { diag, DiagConsoleLogger, DiagLogLevel } = load('@opentelemetry/api');
  const { diagLogLevelFromString, getStringFromEnv } = load('@opentelemetry/core');
  const level = diagLogLevelFromString(getStringFromEnv('OTEL_LOG_LEVEL'));
  if (level !== undefined) diag.setLogger(new DiagConsoleLogger(), { logLevel: level });
  else if (!hasLogger()) diag.setLogger(errorLines, { logLevel: DiagLogLevel.ERROR });
}

/** True where the application has set a logger of its own, through whichever build or copy of the API. */
function hasLogger(): boolean {
  return (globalThis as { [apiKey]?: { readonly diag?: unknown } })[apiKey]?.diag !== undefined;
}

const apiKey = Symbol.for('opentelemetry.js.api.1');

const nothing = (): void => {};

const errorLines: DiagLogger = {
  verbose: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: (...parts) => sayError(parts.map(toText).join(' ')),
};

/** A meter or logger provider that comes second, and exporters that read the host id a turn before it is known. */
const harmless = ['duplicate registration of API', 'before async attributes settled'];

/** Among them the only sign of a provider that comes second, whichever build or copy of the API it registers with. */
function sayError(text: string): void {
  if (text.includes('duplicate registration of API: trace'))
    sayLine(
      'other-provider',
      'another tracer provider was registered after register(); OpenTelemetry keeps the first, so spans go where register() ' +
        'sends them and the other one sees none. Remove its set-up, or register() and take createReleaseProcessor(release) ' +
        'of @seatrial/release.',
    );
  else if (!harmless.some((part) => text.includes(part)))
    sayLine('sdk-error', `OpenTelemetry reports: ${text}. OTEL_LOG_LEVEL=debug shows more.`);
}

/** The first line of it; errors of exporters come as the JSON of their fields. */
function toText(part: unknown): string {
  if (part instanceof Error) return part.message || part.name;
  const text = typeof part === 'string' ? part : JSON.stringify(part);
  try {
    const { message, code } = JSON.parse(text) as { readonly message?: string; readonly code?: string };
    return message || code || toFirstLine(text);
  } catch {
    return toFirstLine(text);
  }
}

function toFirstLine(text: string): string {
  return (text.split('\n', 1)[0] ?? '').replace(/\.$/, '').slice(0, 300);
}
