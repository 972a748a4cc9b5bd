import type { ReactElement } from 'react';
import './functions.css';
/** Did the code that was changed run? What has not is on top. */
export declare function FunctionsPage(): ReactElement;
