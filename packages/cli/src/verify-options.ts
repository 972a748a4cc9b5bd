import { parseSelector, SeatrialError } from '@seatrial/model';
import type { Selector } from '@seatrial/model';
import { defaultObjectives, units } from '@seatrial/trial';
import type { Objectives, Unit, VerifyOptions } from '@seatrial/trial';
import type { SeatrialConfig } from './config/config.ts';
import { toRolloutPlan } from './config/plan.ts';
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
  readonly warmUp?: string;
  readonly errorCeiling?: string;
  readonly latencyFactor?: string;
}

/**
 * What is asked, with what `config` says of the service where the words leave it open.
 * @throws SeatrialError `SEATRIAL_BAD_ARGUMENT` or `SEATRIAL_BAD_SELECTOR`.
 */
export function parseVerifyOptions(words: VerifyWords, config: SeatrialConfig = {}): VerifyOptions {
  const { service, flag, cohort, complete } = words;
  if (service === undefined || service === '')
    throw new SeatrialError(
      'SEATRIAL_BAD_ARGUMENT',
      'Which service? Give --service NAME. "seatrial releases" lists those that there are.',
    );
  const configured = toRolloutPlan(config, service);
  const environment = words.environment ?? configured.environment;
  const objectives = parseObjectives(words, configured.objectives ?? {});
  const cohorts = cohort?.split(',').filter((name) => name !== '');
  const unit = words.unit === undefined ? undefined : parseUnit(words.unit);
  const [candidate, baseline] = [toArmSelector(words.candidate, flag), toArmSelector(words.baseline, flag)];
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
    // Where nothing is said here, a server that is asked goes by its own configuration.
    ...(Object.keys(objectives).length > 0 && { objectives }),
  };
}

/** A selector; a bare word is a release, or with --flag a variant of it. */
export function toArmSelector(text: string | undefined, flag?: string): Selector | undefined {
  if (text === undefined) return undefined;
  const bare = /^[\w.+-]+$/.test(text);
  return parseSelector(!bare ? text : flag === undefined ? `release=${text}` : `flag.${flag}=${text}`);
}

/** What is configured, and above it what is given in words. */
function parseObjectives(
  { warmUp, errorCeiling, latencyFactor }: VerifyWords,
  configured: Partial<Objectives>,
): Partial<Objectives> {
  const { errors, latency } = { ...defaultObjectives, ...configured };
  return {
    ...configured,
    ...(warmUp !== undefined && { warmUpMs: parseDuration('--warm-up', warmUp) }),
    ...(errorCeiling !== undefined && { errors: { ...errors, ceiling: parseShare('--error-ceiling', errorCeiling) } }),
    ...(latencyFactor !== undefined && { latency: { ...latency, factor: Number(latencyFactor) } }),
  };
}

/** `1%` or `0.01`. */
function parseShare(name: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(text.trim());
  if (match !== null) return Number(match[1]) / (match[2] === '%' ? 100 : 1);
  throw new SeatrialError('SEATRIAL_BAD_ARGUMENT', `${name} is ${JSON.stringify(text)}; write 1% or 0.01.`);
}

function parseUnit(text: string): Unit {
  const unit = units.find((known) => known === text);
  if (unit !== undefined) return unit;
  throw new SeatrialError(
    'SEATRIAL_BAD_ARGUMENT',
    `--unit is ${JSON.stringify(text)}; give one of ${units.join(', ')}.`,
  );
}
