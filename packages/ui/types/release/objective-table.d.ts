import type { ReactElement } from 'react';
import type { Verdict } from '@seatrial/trial';
/** Each objective drawn one way: both rates, the effect with its interval, the evidence beside its threshold. */
export declare function ObjectiveTable({ verdict }: { readonly verdict: Verdict }): ReactElement;
