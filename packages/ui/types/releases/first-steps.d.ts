import type { ReactElement } from 'react';
/** Nothing has come yet, or nothing in the time that is asked for. */
export declare function FirstSteps({ narrowed }: { readonly narrowed: boolean }): ReactElement;
