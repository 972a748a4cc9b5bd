import type { ReactElement } from 'react';
/** Whether the page hears from the server, and how much has come in since it started. */
export declare function LiveMark(): ReactElement;
