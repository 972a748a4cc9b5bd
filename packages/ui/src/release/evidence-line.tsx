import { scaleLinear, scaleTime } from 'd3-scale';
import type { ReactElement } from 'react';
import type { VerdictHistory } from '@seatrial/trial';
import { AxisY } from '../plot/axis.tsx';
import { toLine } from '../plot/path.ts';
import { Plot } from '../plot/plot.tsx';
import { formatOdds } from '../text/number.ts';
import { formatMinute } from '../text/time.ts';
import { sides, toTrendRange } from './trend-axis.ts';

const height = 96;
const top = 10;
const bottom = height - 8;
const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** The evidence for REGRESSED over time, a bet against "no worse", up to where it is enough. */
export function EvidenceLine({ verdict, steps }: VerdictHistory): ReactElement {
  const { trend, family, regressedSince } = verdict;
  const [from, to] = toTrendRange(trend);
  const powers = steps.map(({ regressedLogE }) => regressedLogE / Math.LN10);
  const needed = family.needed / Math.LN10;
  const most = Math.min(9, Math.max(4, ...powers));
  const label =
    regressedSince === null
      ? `Evidence that the release is worse: ${formatOdds(family.logE)}, of ${formatOdds(family.needed)} needed`
      : `Evidence that the release is worse: enough at ${formatMinute(Date.parse(regressedSince))}, now ${formatOdds(family.logE)}`;
  return (
    <Plot height={height} label={label}>
      {(width) => {
        const end = width - sides.right;
        const x = scaleTime([from, to], [sides.left, end]).clamp(true);
        const y = scaleLinear([-1.5, most], [bottom, top]).clamp(true);
        const decided = regressedSince === null ? undefined : x(Date.parse(regressedSince));
        const step = most > 5 ? 3 : 2;
        const ticks = Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step);
        return (
          <svg width={width} height={height} aria-hidden>
            <AxisY scale={y} ticks={ticks} format={formatPower} at={sides.left} length={end - sides.left} />
            <line className="threshold-line" x1={sides.left} x2={end} y1={y(needed)} y2={y(needed)} />
            <text x={end + 6} y={y(needed) + 4}>
              {formatOdds(family.needed)}
            </text>
            <path
              className="stroke evidence"
              d={toLine(
                steps.length,
                (index) => x(Date.parse(steps[index]?.to ?? '')),
                (index) => y(powers[index] ?? 0),
              )}
            />
            {decided !== undefined && (
              <>
                <circle className="decided" r={4} cx={decided} cy={y(needed)} />
                <text
                  className="end on-line"
                  x={decided + (decided < 200 ? 8 : -8)}
                  y={y(needed) - 6}
                  textAnchor={decided < 200 ? 'start' : 'end'}
                >
                  regressed at {formatMinute(Date.parse(regressedSince ?? ''))}
                </text>
              </>
            )}
          </svg>
        );
      }}
    </Plot>
  );
}

function formatPower(power: number): string {
  return power === 0 ? '1' : `10${superscripts[power] ?? ''}`;
}
