import type { ReactElement } from 'react';
/** Light, dark, or as the system has it; kept by the browser, read before the first paint by theme.js. */
export declare function ThemeButton(): ReactElement;
