import { createFlags } from '@seatrial/flags';
import type { Flags } from '@seatrial/flags';
import type { Release } from '@seatrial/model';
import { sayLine } from './line.ts';
import type { RegisterOptions } from './options.ts';
import { toPropagator } from './sdk/propagator.ts';
import { toSpanLimits } from './sdk/span-limits.ts';

/** Flags and cohorts as the options want them; `undefined` where they are turned off. */
export function startFlags(release: Release, options: RegisterOptions): Flags | undefined {
  if (options.flags === false) return undefined;
  const { attributeCountLimit } = { ...toSpanLimits(), ...options.spanLimits };
  return createFlags({
    events: wantsEvents(process.env),
    // What a deployment for mirrored traffic calls is mirrored, too.
    shadow: release.ring === 'shadow',
    ...(attributeCountLimit !== undefined && { attributeCountLimit }),
    ...options.flags,
    ...(options.cohorts && { cohorts: options.cohorts }),
    say: (message) => sayLine('flags', message),
  });
}

/** The options with the propagator that they, the variable or the default name, wrapped. */
export function withFlagPropagator(options: RegisterOptions, flags: Flags): RegisterOptions {
  const inner = toPropagator(options.propagators);
  return { ...options, propagators: inner === undefined ? [] : [flags.wrapPropagator(inner)] };
}

const endpoints = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_LOGS_ENDPOINT',
  'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
];

/** Where no endpoint is set, telemetry goes to where `seatrial dev` listens; `seatrial run` sets the variable. */
function wantsEvents(env: Readonly<Record<string, string | undefined>>): boolean {
  const said = env['SEATRIAL_FLAG_EVENTS']?.trim().toLowerCase();
  if (said === 'true' || said === 'false') return said === 'true';
  return endpoints.every((name) => !env[name]?.trim());
}
