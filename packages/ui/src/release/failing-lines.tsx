import { scaleLinear, scaleTime } from 'd3-scale';
import type { ReactElement } from 'react';
import type { Trend, Verdict } from '@seatrial/trial';
import { AxisX, AxisY } from '../plot/axis.tsx';
import { Markers } from '../plot/markers.tsx';
import type { Marker } from '../plot/markers.tsx';
import { toBand, toLine } from '../plot/path.ts';
import { Plot } from '../plot/plot.tsx';
import { toInterval } from '../plot/proportion.ts';
import { formatShare } from '../text/number.ts';
import { formatTimeTick } from '../text/time.ts';
import { sides, toTrendRange } from './trend-axis.ts';

const height = 176;
const top = 22;
const bottom = height - 22;

type Side = 'candidate' | 'baseline';

export interface FailingLinesProps {
  readonly verdict: Verdict;
  readonly trend: Trend;
  readonly markers: readonly Marker[];
}

/** Both arms' share of failing requests, each with its band, and its share of all at the end of the line. */
export function FailingLines({ verdict, trend, markers }: FailingLinesProps): ReactElement {
  const { settings, candidate, baseline } = verdict;
  const count = trend.candidateRequests.length;
  const [from, to] = toTrendRange(verdict.trend);
  const { ceiling } = settings.errors;
  const rate = (side: Side, index: number): number | null => {
    const total = trend[`${side}Requests`][index] ?? 0;
    return total === 0 ? null : (trend[`${side}Errors`][index] ?? 0) / total;
  };
  const band = (side: Side, index: number): readonly [number, number] | null =>
    toInterval(trend[`${side}Errors`][index] ?? 0, trend[`${side}Requests`][index] ?? 0);
  const rates = (['candidate', 'baseline'] as const).flatMap((side) =>
    Array.from({ length: count }, (_, index) => rate(side, index) ?? 0),
  );
  const most = Math.min(1, Math.max(ceiling * 2, ...rates) * 1.25);
  const label = `Failing requests over time: ${formatShare(candidate.errorRate)} of ${candidate.name}, ${formatShare(baseline.errorRate)} of ${baseline.name}`;
  return (
    <Plot height={height} label={label}>
      {(width) => {
        const end = width - sides.right;
        const x = scaleTime([from, to], [sides.left, end]);
        const y = scaleLinear([0, most], [bottom, top]).clamp(true);
        const middle = (index: number): number => x(Math.min(to, from + (index + 0.5) * trend.stepSeconds * 1000));
        const ticks = x.ticks(Math.max(2, (end - sides.left) / 110)).map(Number);
        const values = [
          { side: 'candidate', value: candidate.errorRate },
          { side: 'baseline', value: baseline.errorRate },
        ] as const;
        return (
          <svg width={width} height={height} aria-hidden>
            <AxisY scale={y} ticks={y.ticks(4)} format={formatShareTick} at={sides.left} length={end - sides.left} />
            <AxisX scale={x} ticks={ticks} format={(time) => formatTimeTick(time, to - from)} at={bottom} />
            <line className="objective-line" x1={sides.left} x2={end} y1={y(ceiling)} y2={y(ceiling)} />
            <text x={sides.left + 6} y={y(ceiling) - 4}>
              objective {formatShare(ceiling)}
            </text>
            {(['baseline', 'candidate'] as const).map((side) => (
              <g key={side}>
                <path
                  className={`fill ${side}`}
                  d={toBand(
                    count,
                    middle,
                    (index) => toHeight(band(side, index)?.[0], y),
                    (index) => toHeight(band(side, index)?.[1], y),
                  )}
                />
                <path
                  className={`stroke ${side}`}
                  d={toLine(count, middle, (index) => toHeight(rate(side, index) ?? undefined, y))}
                />
              </g>
            ))}
            <Markers markers={markers} scale={x} from={from} to={to} top={0} bottom={bottom} />
            {spread(values.map(({ value }) => (value === null ? null : y(value)))).map(
              (at, index) =>
                at !== null && (
                  <text key={values[index]?.side} className={`end ${values[index]?.side}`} x={end + 6} y={at + 4}>
                    {formatShare(values[index]?.value)}
                  </text>
                ),
            )}
          </svg>
        );
      }}
    </Plot>
  );
}

function toHeight(share: number | undefined, y: (share: number) => number): number | null {
  return share === undefined ? null : y(share);
}

/** `0.5 %`, without trailing zeros. */
function formatShareTick(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}

/** Two labels at least a line apart. */
function spread(heights: readonly (number | null)[]): readonly (number | null)[] {
  const [first, second] = heights;
  if (typeof first !== 'number' || typeof second !== 'number' || Math.abs(first - second) >= 14) return heights;
  const middle = (first + second) / 2;
  return first <= second ? [middle - 7, middle + 7] : [middle + 7, middle - 7];
}
