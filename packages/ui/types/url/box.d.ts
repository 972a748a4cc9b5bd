import type { HeatRange } from '../plot/heat-data.ts';
import type { UrlPatch, UrlState } from './use-url-state.ts';
/** The box of a heat map as an address has it: `box=1764000000000-1764000060000,120-480`, times and durations in ms. */
export declare function readBox({ get }: Pick<UrlState, 'get'>): HeatRange | undefined;
export declare function toBoxPatch(range: HeatRange | undefined): UrlPatch;
