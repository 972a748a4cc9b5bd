import type { ReactElement } from 'react';
import type { VerdictHistory } from '@seatrial/trial';
import type { Marker } from '../plot/markers.tsx';
export interface OverTimeProps extends VerdictHistory {
  readonly markers: readonly Marker[];
}
/** Failing requests of both arms, and below on the same axis how the evidence grew. */
export declare function OverTime({ verdict, steps, markers }: OverTimeProps): ReactElement | undefined;
