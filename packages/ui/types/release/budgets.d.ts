import type { ReactElement } from 'react';
import type { Verdict } from '@seatrial/trial';
/** How much of what may fail has: a bar to the end of the budget for each arm. */
export declare function Budgets({ verdict }: { readonly verdict: Verdict }): ReactElement | undefined;
