import type { ReactElement } from 'react';
import type { VerdictArm } from '@seatrial/trial';
export type Side = 'candidate' | 'baseline';
/** The name of an arm, underlined in its colour. */
export declare function ArmName({ arm, side }: { readonly arm: VerdictArm; readonly side: Side }): ReactElement;
/** Which colour is which arm. */
export declare function Legend({
  candidate,
  baseline,
}: {
  readonly candidate: string;
  readonly baseline: string;
}): ReactElement;
