/** The path of a line through `count` points; a point without a height interrupts it. */
export declare function toLine(
  count: number,
  x: (index: number) => number,
  y: (index: number) => number | null,
): string;
/** The path of the area between two lines, in as many parts as points without a height leave. */
export declare function toBand(
  count: number,
  x: (index: number) => number,
  low: (index: number) => number | null,
  high: (index: number) => number | null,
): string;
/** The path of an area of steps above a ground line, each from `x(index)` to `x(index + 1)`; none where a height is 0. */
export declare function toSteps(
  heights: readonly number[],
  x: (index: number) => number,
  y: (height: number) => number,
  ground: number,
): string;
