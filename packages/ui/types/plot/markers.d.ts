import type { ReactElement } from 'react';
import type { Deploy } from '@seatrial/server';
/** A moment worth a line: a deploy, or a mark such as a flag's change. */
export interface Marker {
  readonly time: number;
  readonly kind: 'deploy' | 'mark';
  readonly label: string;
}
/** Starts of deploys with the release, and marks with their notes. */
export declare function toMarkers(deploys: readonly Deploy[]): readonly Marker[];
export interface MarkersProps {
  readonly markers: readonly Marker[];
  readonly scale: (time: number) => number;
  readonly from: number;
  readonly to: number;
  /** Left out: lines without labels. */
  readonly top?: number;
  readonly bottom: number;
}
/** Lines at their times; the newest label wins where two would meet, and the other's line stays. */
export declare function Markers({ markers, scale, from, to, top, bottom }: MarkersProps): ReactElement;
