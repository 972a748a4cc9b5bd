import type { Query } from '../api/ask.ts';
import type { HeatLayer, HeatRange } from '../plot/heat-data.ts';
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
export declare function toExplainQuery({ range, shared, layer, verdict, from, to }: BoxQuestion): Query;
/** The same by the command. */
export declare function toExplainCommand({ range, shared, layer, verdict, from, to }: BoxQuestion): string;
