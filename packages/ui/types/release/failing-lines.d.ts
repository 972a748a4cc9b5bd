import type { ReactElement } from 'react';
import type { Trend, Verdict } from '@seatrial/trial';
import type { Marker } from '../plot/markers.tsx';
export interface FailingLinesProps {
  readonly verdict: Verdict;
  readonly trend: Trend;
  readonly markers: readonly Marker[];
}
/** Both arms' share of failing requests, each with its band, and its share of all at the end of the line. */
export declare function FailingLines({ verdict, trend, markers }: FailingLinesProps): ReactElement;
