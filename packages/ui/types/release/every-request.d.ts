import type { ReactElement } from 'react';
import type { Verdict } from '@seatrial/trial';
import type { Marker } from '../plot/markers.tsx';
export interface EveryRequestProps {
  readonly verdict: Verdict;
  readonly where: string | undefined;
  readonly markers: readonly Marker[];
}
/** All requests of both arms by time and duration: a box asks what sets those in it apart. */
export declare function EveryRequest({ verdict, where, markers }: EveryRequestProps): ReactElement | undefined;
