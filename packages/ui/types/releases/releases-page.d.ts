import type { ReactElement } from 'react';
/** Which releases serve, since when, how much, and what became of them. */
export declare function ReleasesPage(): ReactElement;
