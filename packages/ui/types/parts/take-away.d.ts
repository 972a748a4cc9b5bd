import type { ReactElement } from 'react';
/** How a view leaves the page: as a link, as a command, as JSON. */
export declare function TakeAway({ command, json }: { readonly command: string; readonly json: string }): ReactElement;
