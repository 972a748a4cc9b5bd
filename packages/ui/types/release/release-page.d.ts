import type { ReactElement } from 'react';
/** Is this release working for users? The verdict as a sentence, then what it is made from. */
export declare function ReleasePage(): ReactElement;
