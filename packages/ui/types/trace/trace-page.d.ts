import type { ReactElement } from 'react';
import './trace.css';
/** A trace, whole: who called whom, for how long, on which release, under which flags. */
export declare function TracePage(): ReactElement;
