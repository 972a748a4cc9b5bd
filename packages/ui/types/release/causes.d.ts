import type { ReactElement } from 'react';
import type { HeatData, HeatRange } from '../plot/heat-data.ts';
import type { BoxQuestion } from './explain-query.ts';
export interface CausesProps extends Omit<BoxQuestion, 'range' | 'from' | 'to'> {
  readonly range: HeatRange | undefined;
  readonly count: number;
  readonly data: HeatData;
}
/** What sets the requests in the box apart; without a box, how to draw one, and one worth it. */
export declare function Causes({ range, count, data, ...question }: CausesProps): ReactElement;
