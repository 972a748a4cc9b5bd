import { sayLine } from '../line.ts';
import { toDelegate } from './provider.ts';
import type { Part, Sdk } from './sdk.ts';

/** Flushes the providers that exist. It never rejects. */
export function flushAll(sdk: Sdk): Promise<void> {
  return callAll(sdk, (part) => part.forceFlush?.());
}

/** Shuts the providers down. It never rejects. */
export function shutdownAll(sdk: Sdk): Promise<void> {
  return callAll(sdk, (part) => part.shutdown?.());
}

async function callAll(sdk: Sdk, call: (part: Part) => Promise<void> | undefined): Promise<void> {
  const parts = sdk.parts().filter((part) => part !== undefined);
  const results = await Promise.allSettled(parts.map(async (part) => call(toDelegate(part) as Part)));
  for (const result of results) if (result.status === 'rejected') sayFailure(result.reason);
}

function sayFailure(reason: unknown): void {
  const causes: readonly unknown[] = Array.isArray(reason) ? reason : [reason];
  const text = causes.map((cause) => (cause instanceof Error ? cause.message || cause.name : String(cause))).join('; ');
  sayLine(
    'not-sent',
    `telemetry could not be sent (${text}). Is a receiver listening? Start one with "npx seatrial dev", ` +
      'or set OTEL_EXPORTER_OTLP_ENDPOINT.',
  );
}
