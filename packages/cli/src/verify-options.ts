import { parseSelector, SeatrialError } from '@seatrial/model';
import type { Selector } from '@seatrial/model';
import type { Unit, VerifyOptions } from '@seatrial/trial';
import { units } from '@seatrial/trial';
import { parseDuration, parseTimeRange } from './time-range.ts';

/** What `seatrial verify` takes, as it is written. */
export interface VerifyWords {
  readonly service?: string;
  readonly candidate?: string;
  readonly baseline?: string;
  readonly flag?: string;
  readonly environment?: string;
  readonly where?: string;
  readonly since?: string;
  readonly until?: string;
  readonly unit?: string;
  readonly cohort?: string;
  readonly batch?: string;
  readonly complete?: boolean;
}

/** @throws SeatrialError `SEATRIAL_BAD_ARGUMENT` or `SEATRIAL_BAD_SELECTOR`. */
export function parseVerifyOptions(words: VerifyWords): VerifyOptions {
  const { service, flag, environment, cohort, complete } = words;
  if (service === undefined || service === '')
    throw new SeatrialError(
      'SEATRIAL_BAD_ARGUMENT',
      'Which service? Give --service NAME. "seatrial releases" lists those that there are.',
    );
  const cohorts = cohort?.split(',').filter((name) => name !== '');
  const unit = words.unit === undefined ? undefined : parseUnit(words.unit);
  const [candidate, baseline] = [toSelector(words.candidate, flag), toSelector(words.baseline, flag)];
  const batchSeconds = words.batch === undefined ? undefined : parseDuration('--batch', words.batch) / 1000;
  return {
    service,
    ...parseTimeRange(words.since, words.until),
    ...(candidate !== undefined && { candidate }),
    ...(baseline !== undefined && { baseline }),
    ...(flag !== undefined && { flag }),
    ...(environment !== undefined && { environment }),
    ...(words.where !== undefined && { where: parseSelector(words.where) }),
    ...(unit !== undefined && { unit }),
    ...(cohorts !== undefined && { cohorts }),
    ...(batchSeconds !== undefined && { batchSeconds }),
    ...(complete === true && { complete }),
  };
}

/** A selector; a bare word is a release, or with --flag a variant of it. */
function toSelector(text: string | undefined, flag: string | undefined): Selector | undefined {
  if (text === undefined) return undefined;
  const bare = /^[\w.+-]+$/.test(text);
  return parseSelector(!bare ? text : flag === undefined ? `release=${text}` : `flag.${flag}=${text}`);
}

function parseUnit(text: string): Unit {
  const unit = units.find((known) => known === text);
  if (unit !== undefined) return unit;
  throw new SeatrialError(
    'SEATRIAL_BAD_ARGUMENT',
    `--unit is ${JSON.stringify(text)}; give one of ${units.join(', ')}.`,
  );
}
