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
  return (
    <>
      {placeLabels(shown, scale, scale(to) + 60).map(({ marker: { time, kind, label }, x, text, side }) => (
        <g key={`${time} ${label}`} className={`marker ${kind}`} transform={`translate(${x} 0)`}>
          <line y1={top === undefined ? 0 : top + 14} y2={bottom} />
          {top !== undefined && side !== 'none' && (
            <text x={side === 'right' ? 4 : -4} y={top + 10} textAnchor={side === 'right' ? 'start' : 'end'}>
              {text}
            </text>
          )}
        </g>
      ))}
    </>
  );
}

interface PlacedMarker {
  readonly marker: Marker;
  readonly x: number;
  readonly text: string;
  readonly side: 'left' | 'right' | 'none';
}

/** The newest first: it has its label on the right if there is room, the others on the left of what is there already. */
function placeLabels(
  markers: readonly Marker[],
  scale: (time: number) => number,
  end: number,
): readonly PlacedMarker[] {
  const placed: PlacedMarker[] = [];
  let limit = Infinity;
  for (const marker of markers) {
    const x = scale(marker.time);
    const text = toVisible(marker.label).slice(0, 40);
    const width = text.length * letterWidth + 8;
    const side = placed.length === 0 && x + width < end ? 'right' : x - width > 0 && x < limit ? 'left' : 'none';
    if (side !== 'none') limit = side === 'right' ? x - 4 : x - width;
    placed.push({ marker, x, text, side });
  }
  return placed;
}
