import type { ReactElement } from 'react';
import type { Traffic } from '@seatrial/server';
import type { Marker } from '../plot/markers.tsx';
import type { ReleaseLine } from './release-lines.ts';
export interface LaneProps {
  readonly line: ReleaseLine;
  readonly traffic: Traffic;
  readonly markers: readonly Marker[];
  readonly colour: 'candidate' | 'baseline' | 'other';
}
/** Start and end of what the lanes show, in milliseconds. */
export declare function toLaneRange({ from, stepSeconds, steps }: Traffic): readonly [number, number];
/** A release over time: its share of the traffic as a band, the rings it was in as lines below. */
export declare function Lane({ line, traffic, markers, colour }: LaneProps): ReactElement;
/** The times above the lanes. */
export declare function LaneTimes({ traffic }: { readonly traffic: Traffic }): ReactElement;
