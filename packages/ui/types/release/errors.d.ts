import type { ReactElement } from 'react';
import type { Verdict } from '@seatrial/trial';
/** Errors of the candidate by what threw them, the new ones first. */
export declare function Errors({ verdict }: { readonly verdict: Verdict }): ReactElement;
