import { parseSelector, SeatrialError } from '@seatrial/model';
import type { Selector } from '@seatrial/model';
import type { RowGroup } from '@seatrial/store';
import type { ExplainOptions } from '@seatrial/trial';
import { parseSelection } from './selection.ts';
import { parseTimeRange } from './time-range.ts';
import { toArmSelector } from './verify-options.ts';

/** What `seatrial explain` takes, as it is written. */
export interface ExplainWords {
  readonly service?: string;
  readonly release?: string;
  readonly where?: string;
  readonly against?: string;
  readonly errors?: boolean;
  /** True for the slowest twentieth of each route, else milliseconds. */
  readonly slow?: string | true;
  readonly candidate?: string;
  readonly baseline?: string;
  readonly groupSince?: string;
  readonly groupUntil?: string;
  readonly since?: string;
  readonly until?: string;
  readonly spans?: boolean;
  readonly trace?: boolean;
  readonly exclude?: string;
  readonly limit?: number;
  readonly sample?: number;
}

/** Slower than this share of its own service and route is slow, where no time is given. */
const slowShare = 0.95;

/**
 * The two groups that are meant, and the rows that both are taken from.
 * @throws SeatrialError `SEATRIAL_BAD_ARGUMENT` or `SEATRIAL_BAD_SELECTOR`.
 */
export function parseExplainOptions(words: ExplainWords): ExplainOptions {
  checkWords(words);
  const { against, candidate, service, release, since, until, exclude, limit, sample } = words;
  const base = parseSelection({
    ...(service !== undefined && { service }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  });
  const where = [...(base.where ?? []), ...(release === undefined ? [] : toEqual('release', release))];
  const own = parseSelector(words.where ?? '');
  const outcome = toOutcome(words);
  const times = parseTimeRange(words.groupSince, words.groupUntil);
  // By itself --where is the group; with another word for the group it narrows both sides down.
  const isFilter = against === undefined && (candidate !== undefined || outcome !== undefined);
  const fallback: RowGroup | undefined =
    own.length === 0 && candidate === undefined && times.from === undefined && times.to === undefined
      ? failing
      : undefined;
  const given = outcome ?? (isFilter ? undefined : fallback);
  const group: RowGroup = {
    ...given,
    where: [...(toArmSelector(candidate) ?? []), ...(isFilter ? [] : own), ...(given?.where ?? [])],
    ...times,
  };
  const other = against === undefined ? toArmSelector(words.baseline) : parseSelector(against);
  return {
    ...base,
    where: isFilter ? [...where, ...own] : where,
    group,
    ...(other !== undefined && { against: { where: other } }),
    ...(words.spans === true && { unit: 'span' }),
    ...(words.trace === true && { wholeTrace: true }),
    ...(exclude !== undefined && { exclude: exclude.split(',').filter((name) => name !== '') }),
    ...(limit !== undefined && { limit }),
    ...(sample !== undefined && { sample }),
  };
}

const failing: RowGroup = { where: toEqual('error', 'true') };

function toOutcome({ errors, slow }: ExplainWords): RowGroup | undefined {
  if (errors === true) return failing;
  if (slow === undefined) return undefined;
  if (slow === true) return { slowerThanShare: slowShare };
  const ms = /^\d+(\.\d+)?$/.exec(slow.replace(/\s*ms$/, ''))?.[0];
  if (ms !== undefined)
    return { where: [{ subject: { kind: 'intrinsic', name: 'duration' }, operator: '>', values: [ms] }] };
  throw new SeatrialError(
    'SEATRIAL_BAD_ARGUMENT',
    `--slow is ${JSON.stringify(slow)}; write milliseconds: --slow 500.`,
  );
}

function toEqual(name: 'release' | 'error', value: string): Selector {
  return [{ subject: { kind: 'intrinsic', name }, operator: '=', values: [value] }];
}

function checkWords({ errors, slow, candidate, baseline, against }: ExplainWords): void {
  const bad = (message: string): SeatrialError => new SeatrialError('SEATRIAL_BAD_ARGUMENT', message);
  if (errors === true && slow !== undefined)
    throw bad(
      '--errors and --slow are two groups. Explain one of them, or name what is both: --where "error=true,duration>500".',
    );
  if (baseline !== undefined && candidate === undefined)
    throw bad('--baseline is what a --candidate is compared with. Give both, or --against SELECTOR.');
  if (candidate !== undefined && against !== undefined)
    throw bad('--candidate is compared with a --baseline, and --where with --against. Give one of the pairs.');
  if (candidate !== undefined && (errors === true || slow !== undefined))
    throw bad(
      '--candidate against --baseline is a comparison of its own. For the failing ones of a release: --release VERSION --errors.',
    );
}
