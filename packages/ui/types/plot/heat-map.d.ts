import type { ReactElement } from 'react';
import type { HeatBox, HeatData, HeatLayer } from './heat-data.ts';
import type { Marker } from './markers.tsx';
export declare const heatMargin: {
  readonly left: 56;
  readonly right: 12;
  readonly top: 22;
  readonly bottom: 22;
};
export interface HeatMapProps {
  readonly data: HeatData;
  readonly layer: HeatLayer;
  readonly markers: readonly Marker[];
  readonly box: HeatBox | undefined;
  readonly onBox: (box: HeatBox | undefined) => void;
}
/** Requests by time and duration. A box is drawn by dragging, or with the arrow keys, Shift and Enter. */
export declare function HeatMap({ data, layer, markers, box, onBox }: HeatMapProps): ReactElement;
