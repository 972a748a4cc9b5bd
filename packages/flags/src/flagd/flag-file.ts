import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { SeatrialError } from '@seatrial/model';

/** A flag configuration in flagd's format (https://flagd.dev/schema/v0/flags.json), ready for flagd-core. */
export interface FlagFile {
  /** The configuration as JSON, its version in its metadata. */
  readonly text: string;
  /** `metadata.version`, else 12 hex digits of a hash of the content: blanks and line ends do not count. */
  readonly version: string;
  /** Keys of flags that split by a subject. */
  readonly splitting: ReadonlySet<string>;
}

/** Throws `SEATRIAL_BAD_ARGUMENT` where the file cannot be read or is no configuration. */
export function parseFlagFile(path: string | URL): FlagFile {
  const config = readConfig(path);
  const metadata = isRecord(config['metadata']) ? config['metadata'] : {};
  const given = metadata['version'];
  const version =
    typeof given === 'string' || typeof given === 'number'
      ? String(given)
      : createHash('sha256').update(JSON.stringify(config)).digest('hex').slice(0, 12);
  const flags = config['flags'] as Readonly<Record<string, unknown>>;
  return {
    text: JSON.stringify({ ...config, metadata: { ...metadata, version } }),
    version,
    splitting: new Set(Object.keys(flags).filter((key) => JSON.stringify(flags[key]).includes('"fractional"'))),
  };
}

function readConfig(path: string | URL): Readonly<Record<string, unknown>> {
  let config: unknown;
  try {
    config = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SeatrialError('SEATRIAL_BAD_ARGUMENT', `the flag file ${String(path)} cannot be read: ${why}`, {
      cause: error,
    });
  }
  if (isRecord(config) && isRecord(config['flags'])) return config;
  throw new SeatrialError(
    'SEATRIAL_BAD_ARGUMENT',
    `the flag file ${String(path)} has no object "flags". It looks like {"flags":{"new-checkout":{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"off"}}}.`,
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
