import { toSampleRatioLogE } from '@seatrial/stats';
import { formatShare } from '../format-number.ts';
import type { Outcome, Verdict } from '../verdict.ts';
import type { RolloutPlan, Stage } from './plan.ts';

export const rolloutStatuses = ['running', 'passed', 'stopped'] as const;
export type RolloutStatus = (typeof rolloutStatuses)[number];

/** A stage of a rollout, as far as it has come. */
export interface StageProgress {
  readonly name: string;
  readonly status: 'waiting' | RolloutStatus;
  /** ISO 8601; null while nobody has looked at it, and while it runs. */
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** Of the last look; null before it. */
  readonly verdict: Outcome | null;
  /** Steady requests of the candidate at the last look. */
  readonly requests: number;
  /** Of the steady requests of both arms at the last look; null before it, and without requests. */
  readonly trafficShare: number | null;
  /** Why it is where it is: a sentence for people. */
  readonly text: string;
}

/** The rollout of one release. Plain JSON, kept so that it goes on after a restart. */
export interface Rollout {
  /** The service, with `@environment` where one is named: there is one rollout of each at a time. */
  readonly id: string;
  readonly service: string;
  readonly environment: string;
  readonly release: string;
  readonly status: RolloutStatus;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly stages: readonly StageProgress[];
}

export function toRolloutId({ service, environment = '' }: Pick<RolloutPlan, 'service' | 'environment'>): string {
  return environment === '' ? service : `${service}@${environment}`;
}

/** A rollout of which no stage has begun. `now` is in milliseconds since the Unix epoch, here and below. */
export function createRollout(plan: RolloutPlan, release: string, now: number): Rollout {
  return {
    id: toRolloutId(plan),
    service: plan.service,
    environment: plan.environment ?? '',
    release,
    status: 'running',
    startedAt: toIso(now),
    endedAt: null,
    stages: plan.stages.map(({ name }) => ({
      name,
      status: 'waiting',
      startedAt: null,
      endedAt: null,
      verdict: null,
      requests: 0,
      trafficShare: null,
      text: 'not begun',
    })),
  };
}

/** The stage that is next or under way, by its place; the number of stages where all have passed. */
export function toStageIndex({ stages }: Rollout): number {
  const index = stages.findIndex(({ status }) => status !== 'passed');
  return index === -1 ? stages.length : index;
}

/** The first look at a stage is where its bake time and its evidence begin: the traffic is its own from then on. */
export function startStage(rollout: Rollout, now: number): Rollout {
  const index = toStageIndex(rollout);
  if (rollout.status !== 'running' || rollout.stages[index]?.startedAt !== null) return rollout;
  return withStage(rollout, index, { status: 'running', startedAt: toIso(now), text: 'begun' });
}

/** The rollout after a look at the stage under way: REGRESSED stops at once, all else waits for the bake time. */
export function stepRollout(rollout: Rollout, plan: RolloutPlan, verdict: Verdict, now: number): Rollout {
  const index = toStageIndex(rollout);
  const stage = plan.stages[index];
  const progress = rollout.stages[index];
  if (rollout.status !== 'running' || stage === undefined || progress?.startedAt == null) return rollout;
  const { status, text } = decide(stage, verdict, now - Date.parse(progress.startedAt));
  const endedAt = status === 'running' ? null : toIso(now);
  const { requests, trafficShare } = verdict.candidate;
  const stepped = withStage(rollout, index, {
    status,
    text: [text, ...toShareText(stage, verdict)].join(' '),
    endedAt,
    requests,
    trafficShare,
    verdict: verdict.verdict,
  });
  if (status === 'stopped') return { ...stepped, status, endedAt };
  return toStageIndex(stepped) === plan.stages.length ? { ...stepped, status: 'passed', endedAt } : stepped;
}

function decide(
  { bakeMs, onUndecided }: Stage,
  { verdict, headline, candidate }: Verdict,
  elapsedMs: number,
): Pick<StageProgress, 'text'> & { readonly status: RolloutStatus } {
  if (verdict === 'regressed') return { status: 'stopped', text: headline };
  if (elapsedMs < bakeMs) {
    const minutes = Math.ceil((bakeMs - elapsedMs) / 60_000);
    return { status: 'running', text: `${headline} Bakes for ${minutes} min more.` };
  }
  if (verdict === 'ok') return { status: 'passed', text: headline };
  if (onUndecided === 'abort') return { status: 'stopped', text: `${headline} Undecided at the end means stop here.` };
  if (onUndecided === 'wait') return { status: 'running', text: `${headline} Waits for a verdict.` };
  return candidate.requests > 0
    ? { status: 'passed', text: `${headline} Undecided at the end means go on here.` }
    : { status: 'running', text: `${headline} Without a request of the candidate it does not go on.` };
}

/** Evidence of 100 to 1 that the split is another than declared. A verdict holds at any split; the rollout may not be what was planned. */
const mismatchLogE = Math.log(100);

function toShareText({ share }: Stage, { candidate, baseline }: Verdict): readonly string[] {
  if (share === undefined || candidate.trafficShare === null) return [];
  const shares = [share, 1 - share];
  const logE = toSampleRatioLogE([candidate.requests, baseline.requests], { shares });
  const realised = formatShare(candidate.trafficShare);
  return logE < mismatchLogE
    ? [`It gets ${realised} of the traffic; ${formatShare(share)} is declared.`]
    : [
        `It gets ${realised} of the traffic, and ${formatShare(share)} is declared: look at what splits it, and at what keeps some requests from being recorded.`,
      ];
}

function withStage(rollout: Rollout, index: number, change: Partial<StageProgress>): Rollout {
  const stages = rollout.stages.map((stage, at) => (at === index ? { ...stage, ...change } : stage));
  return { ...rollout, stages };
}

function toIso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
