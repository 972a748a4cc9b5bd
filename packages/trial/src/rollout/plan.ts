import { parseSelector } from '@seatrial/model';
import type { Condition } from '@seatrial/model';
import { defaultObjectives } from '../default-objectives.ts';
import type { Objectives } from '../objectives.ts';
import type { VerifyOptions } from '../options.ts';

/** What to do when the bake time is over and the verdict is UNDECIDED. */
export const undecidedPolicies = ['wait', 'advance', 'abort'] as const;
export type UndecidedPolicy = (typeof undecidedPolicies)[number];

/** A step of a rollout: who gets the candidate, for how long at least, and what to do if that shows nothing. */
export interface Stage {
  readonly name: string;
  /** The ring that runs the candidate; the candidate's requests there are judged. */
  readonly ring?: string;
  /** `audience=internal`: the requests of that cohort are judged, in both arms. */
  readonly cohort?: string;
  /** The declared share of the traffic that goes to the candidate, over 0 and below 1; what it gets is held to it. */
  readonly share?: number;
  /** Milliseconds before which the stage never passes, even if OK. */
  readonly bakeMs: number;
  readonly onUndecided: UndecidedPolicy;
}

/** How the releases of a service go out. */
export interface RolloutPlan {
  readonly service: string;
  /** Default: the candidate's. */
  readonly environment?: string;
  readonly stages: readonly Stage[];
  readonly objectives?: Partial<Objectives>;
}

/**
 * What is compared in a stage that began at `from`. Each stage is a test of its own, so the chance of a false alarm is
 * divided among them: all together stay below alpha (Bonferroni).
 */
export function toStageOptions(plan: RolloutPlan, stage: Stage, release: string, from: number): VerifyOptions {
  const { service, environment, objectives, stages } = plan;
  return {
    service,
    candidate: [
      ...(stage.ring === undefined ? [] : [toCondition('ring', stage.ring)]),
      toCondition('release', release),
    ],
    from,
    objectives: { ...objectives, alpha: (objectives?.alpha ?? defaultObjectives.alpha) / stages.length },
    ...(environment !== undefined && { environment }),
    ...(stage.cohort !== undefined && { where: parseSelector(`cohort.${stage.cohort}`) }),
  };
}

function toCondition(name: 'ring' | 'release', value: string): Condition {
  return { subject: { kind: 'intrinsic', name }, operator: '=', values: [value] };
}
