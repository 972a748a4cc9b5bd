import type { ReactElement } from 'react';
import type { Verdict } from '@seatrial/trial';
import type { HeatData } from '../plot/heat-data.ts';
/** Both arms' durations over each other, and how far their quantiles moved. */
export declare function Latency({
  verdict,
  data,
}: {
  readonly verdict: Verdict;
  readonly data: HeatData;
}): ReactElement;
