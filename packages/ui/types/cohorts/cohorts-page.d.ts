import type { ReactElement } from 'react';
import './cohorts.css';
/** Who got what: requests by flag and cohort, and whether the shares are as they were meant to be. */
export declare function CohortsPage(): ReactElement;
