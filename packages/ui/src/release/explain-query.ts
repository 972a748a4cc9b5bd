import type { Query } from '../api/ask.ts';
import type { HeatLayer, HeatRange } from '../plot/heat-data.ts';
import { toCommand } from '../text/command.ts';
import { joinSelectors } from '../text/join-selectors.ts';
import type { Verdict } from '@seatrial/trial';

export interface BoxQuestion {
  readonly range: HeatRange;
  /** What both arms have in common. */
  readonly shared: string;
  readonly layer: HeatLayer;
  readonly verdict: Pick<Verdict, 'candidate' | 'baseline'>;
  /** The time that the heat map shows. */
  readonly from: number;
  readonly to: number;
}

/** Requests in a box against all others in sight, for `GET /api/explain`. */
export function toExplainQuery({ range, shared, layer, verdict, from, to }: BoxQuestion): Query {
  return {
    where: shared,
    from: Math.round(from),
    to: Math.round(to),
    group: toGroup(range, layer, verdict),
    groupFrom: Math.round(range.from),
    groupTo: Math.round(range.to),
  };
}

/** The same by the command. */
export function toExplainCommand({ range, shared, layer, verdict, from, to }: BoxQuestion): string {
  const toTime = (ms: number): string => new Date(Math.round(ms)).toISOString();
  return toCommand(['npx', 'seatrial', 'explain'], {
    where: joinSelectors(shared, toGroup(range, layer, verdict)),
    against: shared,
    'group-since': toTime(range.from),
    'group-until': toTime(range.to),
    since: toTime(from),
    until: toTime(to),
  });
}

/** Durations are whole nanoseconds: half of one above the upper edge makes "below" include it. */
function toGroup(
  { aboveMs, upToMs }: HeatRange,
  layer: HeatLayer,
  { candidate, baseline }: BoxQuestion['verdict'],
): string {
  const durations = `duration>${toPlain(aboveMs)},duration<${toPlain(upToMs + 5e-7)}`;
  if (layer === 'candidate') return joinSelectors(candidate.selector, durations);
  return layer === 'baseline' ? joinSelectors(baseline.selector, durations) : durations;
}

function toPlain(ms: number): string {
  return ms.toFixed(7).replace(/\.?0+$/, '');
}
