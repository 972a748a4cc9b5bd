import { scaleLinear } from 'd3-scale';
import type { ReactElement } from 'react';
import type { Verdict } from '@seatrial/trial';
import { Legend } from '../parts/arm.tsx';
import { Section } from '../parts/section.tsx';
import { AxisX } from '../plot/axis.tsx';
import { createDurationScale } from '../plot/duration-scale.ts';
import { sumRows } from '../plot/heat-data.ts';
import type { HeatData } from '../plot/heat-data.ts';
import { toBand, toLine } from '../plot/path.ts';
import { Plot } from '../plot/plot.tsx';
import { smooth } from '../plot/smooth.ts';
import { formatMs, formatMsTick } from '../text/number.ts';

const height = 200;
const ground = height - 66;
const quantiles = ['p50', 'p95', 'p99'] as const;

/** Both arms' durations over each other, and how far their quantiles moved. */
export function Latency({ verdict, data }: { readonly verdict: Verdict; readonly data: HeatData }): ReactElement {
  const { candidate, baseline } = verdict;
  const label = quantiles
    .map(
      (name) =>
        `${name} ${formatMs(baseline[`${name}Ms`])} on ${baseline.name}, ${formatMs(candidate[`${name}Ms`])} on ${candidate.name}`,
    )
    .join('; ');
  return (
    <Section
      title="Latency"
      note="Square-root height, so that a small tail stays visible."
      side={<Legend candidate={candidate.name} baseline={baseline.name} />}
    >
      <Plot height={height} label={`Latency distributions: ${label}`}>
        {(width) => <Curves {...{ width, verdict, data }} />}
      </Plot>
    </Section>
  );
}

interface CurvesProps {
  readonly width: number;
  readonly verdict: Verdict;
  readonly data: HeatData;
}

function Curves({ width, verdict, data }: CurvesProps): ReactElement {
  const { edgesMs, rows } = data;
  const arms = (['baseline', 'candidate'] as const).map((side) => ({
    side,
    shares: smooth(toShares(sumRows(data, data[side]))),
  }));
  const most = Math.max(1e-9, ...arms.flatMap(({ shares }) => shares));
  const durations = createDurationScale(edgesMs);
  const along = scaleLinear([0, rows], [8, width - 8]);
  const x = (ms: number): number => along(durations.place(ms));
  const y = scaleLinear([0, 1], [ground, 12]);
  const middle = (row: number): number => along(row + 0.5);
  const heightOf = (share: number | undefined): number => y(Math.sqrt((share ?? 0) / most));
  return (
    <svg width={width} height={height} aria-hidden>
      <AxisX scale={x} ticks={durations.ticks} format={formatMsTick} at={ground} />
      {arms.map(({ side, shares }) => (
        <g key={side}>
          <path
            className={`fill ${side}`}
            d={toBand(
              rows,
              middle,
              () => ground,
              (row) => heightOf(shares[row]),
            )}
          />
          <path className={`stroke ${side}`} d={toLine(rows, middle, (row) => heightOf(shares[row]))} />
        </g>
      ))}
      {quantiles.map((name, index) => {
        const [before, now] = [verdict.baseline[`${name}Ms`], verdict.candidate[`${name}Ms`]];
        if (before === null || now === null) return undefined;
        const [left, right] = [x(Math.min(before, now)), x(Math.max(before, now))];
        const at = ground + 28 + index * 13;
        return (
          <g key={name} className="shift">
            <text x={left - 8} y={at + 3.5} textAnchor="end">
              {name}
            </text>
            <line x1={left} x2={right} y1={at} y2={at} />
            <circle className="baseline" r={3.5} cx={x(before)} cy={at} />
            <circle className="candidate" r={3.5} cx={x(now)} cy={at} />
            <text
              x={right > width - 160 ? left - 36 : right + 8}
              y={at + 3.5}
              textAnchor={right > width - 160 ? 'end' : 'start'}
            >
              {formatMs(before)} → {formatMs(now)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

function toShares(counts: readonly number[]): readonly number[] {
  const all = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / Math.max(1, all));
}
