import { SeatrialError } from '@seatrial/model';
import type { Deploys, Rollouts } from '@seatrial/server';
import { createRollout, toRolloutId } from '@seatrial/trial';
import type { Rollout, RolloutPlan } from '@seatrial/trial';

/**
 * The rollout of a release as it was kept, or a new one. Another release takes the place of the one before.
 * Rejects with `SEATRIAL_BAD_ARGUMENT` where its stages are no longer those of the configuration.
 */
export async function openRollout(
  rollouts: Rollouts,
  plan: RolloutPlan,
  release: string,
  restart: boolean,
): Promise<Rollout> {
  const kept = await findRollout(rollouts, plan);
  if (restart || kept?.release !== release) return createRollout(plan, release, Date.now());
  const [then, now] = [kept, plan].map(({ stages }) => stages.map(({ name }) => name).join(' → '));
  if (then === now) return kept;
  throw new SeatrialError(
    'SEATRIAL_BAD_ARGUMENT',
    `The rollout of ${plan.service} ${release} began with other stages (${then}; now ${now}). Give --restart to begin it anew, or put the configuration back.`,
  );
}

export async function findRollout(rollouts: Rollouts, plan: RolloutPlan): Promise<Rollout | undefined> {
  const kept = await rollouts.rollouts({ service: plan.service });
  return kept.find(({ id }) => id === toRolloutId(plan));
}

/**
 * Which release is rolled out: never the newest that was seen, since before its first request that is the one before.
 * Rejects with `SEATRIAL_BAD_ARGUMENT` where it was not told.
 */
export async function findRelease(deploys: Deploys, { service, environment }: RolloutPlan): Promise<string> {
  const told = await deploys.deploys({ service, ...(environment !== undefined && { environment }) });
  const newest = told.find(({ status, version }) => status !== 'mark' && version !== '');
  if (newest !== undefined) return newest.version;
  throw new SeatrialError(
    'SEATRIAL_BAD_ARGUMENT',
    `Which release of ${service}? Give --release VERSION, or tell of the deploy with "seatrial deploy start".`,
  );
}
