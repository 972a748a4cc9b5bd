import { sayLine } from '../line.ts';
import type { Functions, FunctionsParts } from './functions.ts';
import { loadBeside } from '../load-beside.ts';
import type * as StartFunctions from './start-functions.ts';

/**
 * Watches the functions that this release changed, where its manifest has a plan and nothing turns it off. What does so
 * is loaded only then.
 *
 * @param leaves whether metrics leave by OTLP, by something else, or not at all
 */
export function watchFunctions(parts: FunctionsParts, leaves: 'otlp' | 'other' | 'none'): Functions | undefined {
  return canWatch(parts, leaves) ? loadStart().startFunctions(parts) : undefined;
}

/** Whether there is a plan to apply, and a way for what it counts. Says so where a plan is left out. */
export function canWatch(
  { options, manifest }: Pick<FunctionsParts, 'manifest' | 'options'>,
  leaves: 'otlp' | 'other' | 'none',
): boolean {
  const named = options.probes === false ? undefined : options.probes?.plan;
  if (isOff(options.probes) || (named === undefined && manifest?.plan === undefined)) return false;
  if (leaves !== 'otlp')
    sayLine(
      'functions',
      leaves === 'none'
        ? 'changed functions are not watched: metrics are turned off (OTEL_METRICS_EXPORTER, metricReaders), and it is as ' +
            'metrics that they are reported. Leave metrics on, or set SEATRIAL_PROBES=off.'
        : 'changed functions are not watched: they are reported by OTLP, which OTEL_METRICS_EXPORTER, metricReaders or ' +
            'OTEL_CONFIG_FILE leaves out here. Add "otlp" to the exporters, or set SEATRIAL_PROBES=off.',
    );
  return leaves === 'otlp';
}

function isOff(option: FunctionsParts['options']['probes']): boolean {
  const set = process.env['SEATRIAL_PROBES']?.trim().toLowerCase();
  if (set !== undefined && !['', 'on', 'off'].includes(set))
    sayLine('bad-setting', `SEATRIAL_PROBES=${set} is neither "on" nor "off"; it is on.`);
  return option === false || set === 'off';
}

function loadStart(): typeof StartFunctions {
  return loadBeside('functions/start-functions') as typeof StartFunctions;
}
