import type { ReactElement } from 'react';
import type { Comparison } from '../url/comparison.ts';
/** Another candidate or baseline: any release or ring of the service. */
export declare function ChooseArms({ comparison }: { readonly comparison: Comparison }): ReactElement | undefined;
