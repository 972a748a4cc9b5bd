import type { ReactElement } from 'react';
export interface SplitSectionProps {
    /** `flag.new-tax`, `cohort.audience`. */
    readonly by: string;
    readonly where: string;
    readonly range: {
        readonly from: string | undefined;
        readonly to: string | undefined;
    };
    readonly service: string;
}
/** Requests by the values of one flag or cohort, with what each got, and the share that it was meant to get. */
export declare function SplitSection({ by, where, range, service }: SplitSectionProps): ReactElement | undefined;
