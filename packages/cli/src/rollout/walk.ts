import { setTimeout as sleep } from 'node:timers/promises';
import type { Rollouts } from '@seatrial/server';
import { startStage, stepRollout, toStageIndex, toStageOptions } from '@seatrial/trial';
import type { Rollout, RolloutPlan, Verdict, VerifyOptions } from '@seatrial/trial';

export interface WalkOptions {
  readonly plan: RolloutPlan;
  /** Where it stands; new, or as it was kept. */
  readonly rollout: Rollout;
  /** The number of stages that are to pass before the walk ends. */
  readonly stages: number;
  /** Milliseconds since the Unix epoch at which it ends, decided or not. */
  readonly until: number;
  readonly judge: (options: VerifyOptions) => Promise<Verdict>;
  readonly rollouts: Rollouts;
  /** Called after each look, once it is kept. */
  readonly onLook: (rollout: Rollout, before: Rollout) => void;
}

/** Walks the stages until enough of them have passed, one stopped, or the time is up. What it sees is kept at once. */
export async function walkRollout(options: WalkOptions): Promise<Rollout> {
  const { plan, stages, until, rollouts, onLook } = options;
  let { rollout } = options;
  for (;;) {
    if (rollout.status !== 'running' || toStageIndex(rollout) >= stages) return rollout;
    const next = await look(rollout, options);
    if (JSON.stringify(next) !== JSON.stringify(rollout)) await rollouts.putRollout(next);
    onLook(next, rollout);
    const passed = toStageIndex(next) > toStageIndex(rollout);
    rollout = next;
    if (passed) continue;
    const now = Date.now();
    if (rollout.status !== 'running' || now >= until) return rollout;
    await sleep(Math.max(0, Math.min(toNextLook(rollout, plan, now), until - now)));
  }
}

async function look(before: Rollout, { plan, judge, rollouts }: WalkOptions): Promise<Rollout> {
  const rollout = startStage(before, Date.now());
  // Kept before the verdict, which may take a while: a restart must not begin the bake time anew.
  if (rollout !== before) await rollouts.putRollout(rollout);
  const index = toStageIndex(rollout);
  const [stage, progress] = [plan.stages[index], rollout.stages[index]];
  if (stage === undefined || progress?.startedAt == null) return rollout;
  const asked = toStageOptions(plan, stage, rollout.release, Date.parse(progress.startedAt));
  return stepRollout(rollout, plan, await judge(asked), Date.now());
}

/** Verdicts change when a batch closes, with the whole minute; a second later its last spans are on disk. */
function toNextLook(rollout: Rollout, { stages }: RolloutPlan, now: number): number {
  const index = toStageIndex(rollout);
  const baked = Date.parse(rollout.stages[index]?.startedAt ?? '') + (stages[index]?.bakeMs ?? 0) - now;
  const minute = 61_000 - (now % 60_000);
  return baked > 0 ? Math.min(baked, minute) : minute;
}
