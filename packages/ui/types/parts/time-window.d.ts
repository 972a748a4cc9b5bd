import type { ReactElement } from 'react';
/** The time that a view looks at, kept in its address as `from` and `to`. */
export declare function TimeWindow(): ReactElement;
