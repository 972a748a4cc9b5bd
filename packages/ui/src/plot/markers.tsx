import type { ReactElement } from 'react';
import type { Deploy } from '@seatrial/server';
import { toVisible } from '../text/visible.ts';

/** A moment worth a line: a deploy, or a mark such as a flag's change. */
export interface Marker {
  readonly time: number;
  readonly kind: 'deploy' | 'mark';
  readonly label: string;
}

/** Starts of deploys with the release, and marks with their notes. */
export function toMarkers(deploys: readonly Deploy[]): readonly Marker[] {
  return deploys
    .map(({ startedAt, status, version, ring, note }): Marker => {
      const release = [version, ring].filter((part) => part !== '').join(' ');
      return status === 'mark'
        ? { time: Date.parse(startedAt), kind: 'mark', label: note || release }
        : { time: Date.parse(startedAt), kind: 'deploy', label: release || note };
    })
    .toSorted((a, b) => a.time - b.time);
}

const letterWidth = 6.2;

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
export function Markers({ markers, scale, from, to, top, bottom }: MarkersProps): ReactElement {
  const shown = markers.filter(({ time }) => time >= from && time <= to).toReversed();
  let limit = Infinity;
  return (
    <>
      {shown.map(({ time, kind, label }, index) => {
        const x = scale(time);
        const text = toVisible(label).slice(0, 40);
        const width = text.length * letterWidth + 8;
        // The newest has its label on the right if there is room, the others on the left.
        const right = index === 0 && x + width < scale(to) + 60;
        const fits = right || (x - width > 0 && x < limit);
        if (fits) limit = right ? x - 4 : x - width;
        return (
          <g key={`${time} ${label}`} className={`marker ${kind}`} transform={`translate(${x} 0)`}>
            <line y1={top === undefined ? 0 : top + 14} y2={bottom} />
            {top !== undefined && fits && (
              <text x={right ? 4 : -4} y={top + 10} textAnchor={right ? 'start' : 'end'}>
                {text}
              </text>
            )}
          </g>
        );
      })}
    </>
  );
}
