import type { ReactElement } from 'react';
export declare function NotHere(): ReactElement;
