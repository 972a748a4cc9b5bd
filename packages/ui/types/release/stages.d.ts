import type { ReactElement } from 'react';
/** The stages of the service's rollout as a ladder, where there is one. */
export declare function Stages({ service }: { readonly service: string }): ReactElement | undefined;
