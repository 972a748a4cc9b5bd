import type { ReactElement } from 'react';
import type { VerdictHistory } from '@seatrial/trial';
/** The evidence for REGRESSED over time, a bet against "no worse", up to where it is enough. */
export declare function EvidenceLine({ verdict, steps }: VerdictHistory): ReactElement;
