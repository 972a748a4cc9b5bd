import type { ReactElement } from 'react';
import type { Traffic } from '@seatrial/server';
import { toSteps } from '../plot/path.ts';
import type { Marker } from '../plot/markers.tsx';
import { formatShare } from '../text/number.ts';
import { formatMoment, formatTimeTick } from '../text/time.ts';
import { toVisible } from '../text/visible.ts';
import type { ReleaseLine } from './release-lines.ts';

export interface LaneProps {
  readonly line: ReleaseLine;
  readonly traffic: Traffic;
  readonly markers: readonly Marker[];
  readonly colour: 'candidate' | 'baseline' | 'other';
}

const height = 26;
const dayMs = 86_400_000;

/** Start and end of what the lanes show, in milliseconds. */
function toLaneRange({ from, stepSeconds, steps }: Traffic): readonly [number, number] {
  const start = Date.parse(from);
  return [start, start + steps * stepSeconds * 1000];
}

/** A release over time: its share of the traffic as a band, the rings it was in as lines below. */
export function Lane({ line, traffic, markers, colour }: LaneProps): ReactElement {
  const [start, end] = toLaneRange(traffic);
  const place = (time: number): number => (100 * (Math.min(end, Math.max(start, time)) - start)) / (end - start);
  const latest = line.shares.findLast((share) => share > 0);
  const rings = line.rings.map(({ ring, from }) => `${toVisible(ring)} since ${formatMoment(from)}`).join(', ');
  const label = `${latest === undefined ? 'No traffic in this time' : `${formatShare(latest)} of the traffic at last`}${rings === '' ? '' : `; ${rings}`}`;
  return (
    <div className="lane" role="img" aria-label={label} title={label}>
      <svg viewBox={`0 0 100 ${height}`} preserveAspectRatio="none" height={height}>
        <path
          className={`share ${colour}`}
          d={toSteps(
            line.shares,
            (step) => (100 * step) / traffic.steps,
            (share) => height - 4 - share * (height - 6),
            height - 4,
          )}
        />
        {line.rings.map(({ ring, from, to }) => (
          <line
            key={`${ring} ${from}`}
            className="ring"
            x1={place(from)}
            x2={Math.max(place(from) + 0.4, place(to))}
            y1={height - 1.5}
            y2={height - 1.5}
          />
        ))}
        {markers
          .filter(({ time }) => time >= start && time <= end)
          .map(({ time, kind, label: text }) => (
            <line
              key={`${time} ${text}`}
              className={`moment ${kind}`}
              x1={place(time)}
              x2={place(time)}
              y1={0}
              y2={height}
            />
          ))}
      </svg>
    </div>
  );
}

/** The times above the lanes. */
export function LaneTimes({ traffic }: { readonly traffic: Traffic }): ReactElement {
  const [start, end] = toLaneRange(traffic);
  return (
    <span className="lane-times">
      {[0, 1 / 3, 2 / 3, 1].map((share) => (
        <span key={share} className={share > 0 && share < 1 ? 'hide-narrow' : ''}>
          {/* The day is said once, where a day is not all that is shown. */}
          {share === 0 || end - start > dayMs
            ? formatMoment(start + (end - start) * share)
            : formatTimeTick(start + (end - start) * share, end - start)}
        </span>
      ))}
    </span>
  );
}
