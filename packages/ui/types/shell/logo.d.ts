import type { ReactElement } from 'react';
/** A sailing boat under way: the candidate's sail ahead of the baseline's. */
export declare function Logo(): ReactElement;
