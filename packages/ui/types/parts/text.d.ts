import type { ReactElement } from 'react';
/** Text of telemetry: only ever text, in a direction of its own, with nothing hidden in it. */
export declare function Text({ of, lines }: { readonly of: string; readonly lines?: boolean }): ReactElement;
