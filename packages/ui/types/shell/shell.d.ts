import type { ReactElement } from 'react';
/** Navigation around the views; which of them is shown is the address's. */
export declare function Shell(): ReactElement;
