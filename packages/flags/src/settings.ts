import { flagPrefix, limits } from '@seatrial/model';
import type { FlagsOptions } from './options.ts';
import type { Say } from './say.ts';
import type { StampSettings } from './stamp.ts';

export interface FlagSettings extends StampSettings {
  readonly flagKeysPerProcess: number;
  readonly watch: readonly string[];
}

const defaults = {
  flagsPerSpan: limits.flagsPerSpan,
  flagsPerRootSpan: limits.flagsPerRootSpan,
  flagKeysPerProcess: limits.flagKeysPerProcess,
  attributeCountLimit: limits.spanAttributes,
} as const;

/** Options that hold; for one that is wrong its default, and a line that says so. */
export function toSettings(options: FlagsOptions, say: Say): FlagSettings {
  const whole = (name: keyof typeof defaults): number => {
    const value = options[name] ?? defaults[name];
    if ((Number.isInteger(value) && value >= 0) || value === Number.POSITIVE_INFINITY) return value;
    say(`flags.${name} is ${String(value)}, which is no whole number; ${defaults[name]} is used.`);
    return defaults[name];
  };
  const prefix = options.prefix ?? flagPrefix;
  const isPrefix = typeof prefix === 'string' && /^[A-Za-z][\w.-]{0,63}$/.test(prefix);
  if (!isPrefix) say(`flags.prefix "${prefix}" cannot begin an attribute's name; "${flagPrefix}" is used.`);
  const watch = Array.isArray(options.watch) ? options.watch.filter((key) => typeof key === 'string') : [];
  return {
    prefix: isPrefix ? prefix : flagPrefix,
    flagsPerSpan: whole('flagsPerSpan'),
    flagsPerRootSpan: whole('flagsPerRootSpan'),
    flagKeysPerProcess: whole('flagKeysPerProcess'),
    attributeRoom: toRoom(whole('attributeCountLimit')),
    reasons: options.reasons ?? false,
    watch,
  };
}

/** The headroom shrinks with the limit, so that a small limit does not shut flags out altogether. */
function toRoom(limit: number): number {
  return limit - Math.min(limits.attributeHeadroom, Math.floor(limit / 4));
}
