import type { ReactElement } from 'react';
import type { VerdictArm } from '@seatrial/trial';
import { Text } from './text.tsx';

export type Side = 'candidate' | 'baseline';

/** The name of an arm, underlined in its colour. */
export function ArmName({ arm, side }: { readonly arm: VerdictArm; readonly side: Side }): ReactElement {
  return (
    <span className={`arm ${side}`} title={arm.selector}>
      <Text of={arm.name} />
    </span>
  );
}

/** Which colour is which arm. */
export function Legend({
  candidate,
  baseline,
}: {
  readonly candidate: string;
  readonly baseline: string;
}): ReactElement {
  return (
    <span className="legend">
      <span className="swatch candidate">
        <Text of={candidate} />
      </span>
      <span className="swatch baseline">
        <Text of={baseline} />
      </span>
    </span>
  );
}
