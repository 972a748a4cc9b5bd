import type { ReactElement } from 'react';
import type { Verdict } from '@seatrial/trial';
/** Every route of both arms; those that survive the correction for looking at many are marked. */
export declare function Routes({ verdict }: { readonly verdict: Verdict }): ReactElement;
