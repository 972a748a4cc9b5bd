import type { HeatData, HeatLayer } from './heat-data.ts';
/** Draws counts, one pixel a cell, and stretches them over the canvas. */
export declare function paintHeat(canvas: HTMLCanvasElement, data: HeatData, layer: HeatLayer): void;
