import type { Rollout } from '@seatrial/trial';
import type { Records } from '../records/records.ts';

export interface RolloutsQuery {
  readonly service?: string;
}

/** Where the state of rollouts is kept: records of this machine, or a running server. */
export interface Rollouts {
  /** The newest of each service and environment. */
  rollouts(query?: RolloutsQuery): Promise<readonly Rollout[]>;
  /** Takes the place of the one with the same id. */
  putRollout(rollout: Rollout): Promise<Rollout>;
}

/** Rollouts in Seatrial's own records. */
export function createRolloutRecords(records: Records): Rollouts {
  return {
    rollouts: async ({ service } = {}) =>
      (await records.list('rollout')).filter((rollout) => service === undefined || rollout.service === service),
    putRollout: async (rollout) => {
      await records.put('rollout', rollout);
      return rollout;
    },
  };
}
