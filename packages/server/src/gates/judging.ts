import type { Selector } from '@seatrial/model';
import type { RolloutPlan, Stage, Verdict, VerifyOptions } from '@seatrial/trial';
import { bad } from '../fields.ts';

/** What the gates go by: a verdict on what is asked, and what is configured for a service. */
export interface Judging {
  readonly judge: (options: VerifyOptions) => Promise<Verdict>;
  readonly plan: (service: string) => RolloutPlan;
}

/**
 * The configured stage of that name; undefined where none is asked for.
 * @throws SeatrialError `SEATRIAL_BAD_ARGUMENT`
 */
export function findStage({ service, stages }: RolloutPlan, name: string | undefined): Stage | undefined {
  if (name === undefined) return undefined;
  const found = stages.find((stage) => stage.name === name);
  if (found !== undefined) return found;
  const names = stages.map((stage) => stage.name).join(', ');
  throw bad(`${service} has no stage ${JSON.stringify(name)}. Configured: ${names || 'none'}`);
}

export function toRingSelector(ring: string): Selector {
  return [{ subject: { kind: 'intrinsic', name: 'ring' }, operator: '=', values: [ring] }];
}
