import type { HeatData, HeatRange } from '../plot/heat-data.ts';
/** A run of durations that the candidate has far more of than the baseline, from when it began; undefined where none is. */
export declare function findBand(data: HeatData): HeatRange | undefined;
