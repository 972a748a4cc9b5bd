import type { ReactElement } from 'react';
/** Mirrored requests beside their originals, where there are any. */
export declare function ShadowPairs({ service }: {
    readonly service: string;
}): ReactElement | undefined;
