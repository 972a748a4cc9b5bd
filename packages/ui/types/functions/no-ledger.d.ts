import type { ReactElement } from 'react';
/** No process has told of functions: what makes one do so. */
export declare function NoLedger({ service }: { readonly service: string | undefined }): ReactElement;
