import { SeatrialError } from '@seatrial/model';
import type { ArmRow, ComparisonQuery, EvidenceReader } from '@seatrial/store';
import { chooseReleases } from './choose-releases.ts';
import { chooseVariants } from './choose-variants.ts';
import { toObjectives } from './default-objectives.ts';
import type { Evidence } from './evidence.ts';
import { gatherPairs } from './gather-pairs.ts';
import { gatherStrata } from './gather-strata.ts';
import type { Unit, VerifyOptions } from './options.ts';
import { toEmpty } from './plan.ts';
import type { Plan } from './plan.ts';
import type { Reason } from './verdict.ts';

const minuteMs = 60_000;

/** What of the clock a gathering depends on. */
export interface GatherClock {
  /** Milliseconds since the Unix epoch. Default: now. */
  readonly now?: number;
}

/**
 * Asks a store for everything that a verdict is made from.
 * @throws SeatrialError `SEATRIAL_BAD_ARGUMENT`, and what the store throws.
 */
export async function gather(
  reader: EvidenceReader,
  options: VerifyOptions,
  { now = Date.now() }: GatherClock = {},
): Promise<Evidence> {
  const settings = toObjectives(options.objectives);
  const batchSeconds = options.batchSeconds ?? 60;
  if (!Number.isInteger(batchSeconds) || batchSeconds < 1 || (60 % batchSeconds !== 0 && batchSeconds % 60 !== 0))
    throw new SeatrialError(
      'SEATRIAL_BAD_ARGUMENT',
      `A batch of ${batchSeconds} s is not possible: give a divisor of 60 s, or a multiple of it.`,
    );
  const chosen = await (options.flag === undefined ? chooseReleases : chooseVariants)(reader, options);
  const unit: Unit = options.unit ?? (options.flag === undefined ? 'request' : 'subject');
  const plan: Plan = { reader, options, settings, batchSeconds, unit, ...chosen };
  if (chosen.findings.length > 0) return toEmpty(plan, chosen.findings);
  const query = toQuery(plan, toEnd(options, batchSeconds, now));
  const arms = await reader.arms(query);
  const candidate = arms.find(({ arm }) => arm === 'candidate');
  const baseline = arms.find(({ arm }) => arm === 'baseline');
  if (candidate !== undefined && baseline !== undefined && candidate.requests === 0 && baseline.requests > 0)
    if (candidate.shadow > 0) return gatherPairs(plan, query);
  const findings = findMissing(plan, candidate, baseline);
  if (candidate === undefined || baseline === undefined || findings.length > 0) return toEmpty(plan, findings);
  return gatherStrata(plan, query, candidate, baseline);
}

/** The end of the last batch that nothing comes to any more; with `complete` there is none. */
function toEnd({ complete = false, to }: VerifyOptions, batchSeconds: number, now: number): number | undefined {
  const length = Math.max(minuteMs, batchSeconds * 1000);
  const closed = complete ? undefined : Math.floor((now - minuteMs) / length) * length;
  if (to === undefined) return closed;
  const asked = Math.floor(to / length) * length;
  return closed === undefined ? asked : Math.min(asked, closed);
}

function toQuery(plan: Plan, end: number | undefined): ComparisonQuery {
  const { options, settings, batchSeconds, unit, inEnvironment, candidate, baseline } = plan;
  const { service, from, where = [] } = options;
  return {
    service,
    where: [...inEnvironment, ...where],
    candidate: candidate.selector,
    baseline: baseline.selector,
    ...(from !== undefined && { from: Math.floor(from / minuteMs) * minuteMs }),
    ...(end !== undefined && { to: end }),
    batchSeconds,
    warmUpMs: settings.warmUpMs,
    unit: unit === 'subject' ? 'subject' : 'request',
  };
}

function findMissing(
  { options, unit, candidate: one, baseline: other }: Plan,
  candidate: ArmRow | undefined,
  baseline: ArmRow | undefined,
): readonly Reason[] {
  const closes = 'A batch closes a minute after its end.';
  if (candidate === undefined && baseline === undefined)
    return [{ code: 'no-closed-batch', text: `Nothing is in a closed batch yet. ${closes}` }];
  if (candidate === undefined || candidate.requests === 0) {
    const text = `${one.name} has had no request in a closed batch, and no traffic is never OK. ${closes}`;
    return [{ code: 'no-candidate-traffic', text }];
  }
  if (baseline === undefined || baseline.requests === 0)
    return [{ code: 'no-baseline-traffic', text: `${other.name} has had no request to compare with.` }];
  if (unit !== 'subject' || (candidate.withSubject > 0 && baseline.withSubject > 0)) return [];
  const why =
    options.flag === undefined
      ? 'users are to count once'
      : 'flags are decided by user, so that one who fails often would count as many';
  const text = `Requests carry no hash of their user (feature_flag.context.id), and ${why}. Turn it on with the option "subject" of @seatrial/flags; or give --unit trace, if each request is decided by itself.`;
  return [{ code: 'no-subject-hash', text }];
}
