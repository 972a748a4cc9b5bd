/** The path of a line through `count` points; a point without a height interrupts it. */
export function toLine(count: number, x: (index: number) => number, y: (index: number) => number | null): string {
  let path = '';
  let drawing = false;
  for (let index = 0; index < count; index += 1) {
    const height = y(index);
    if (height === null || !Number.isFinite(height)) {
      drawing = false;
      continue;
    }
    path += `${drawing ? 'L' : 'M'}${x(index).toFixed(1)} ${height.toFixed(1)}`;
    drawing = true;
  }
  return path;
}

/** The path of the area between two lines, in as many parts as points without a height leave. */
export function toBand(
  count: number,
  x: (index: number) => number,
  low: (index: number) => number | null,
  high: (index: number) => number | null,
): string {
  let path = '';
  let upper: string[] = [];
  let lower: string[] = [];
  const close = (): void => {
    if (upper.length > 0) path += `M${[...upper, ...lower.toReversed()].join('L')}Z`;
    [upper, lower] = [[], []];
  };
  for (let index = 0; index < count; index += 1) {
    const [bottom, top] = [low(index), high(index)];
    if (bottom === null || top === null) {
      close();
      continue;
    }
    upper.push(`${x(index).toFixed(1)} ${top.toFixed(1)}`);
    lower.push(`${x(index).toFixed(1)} ${bottom.toFixed(1)}`);
  }
  close();
  return path;
}

/** The path of an area of steps above a ground line, each from `x(index)` to `x(index + 1)`; none where a height is 0. */
export function toSteps(
  heights: readonly number[],
  x: (index: number) => number,
  y: (height: number) => number,
  ground: number,
): string {
  let path = '';
  for (const [index, height] of heights.entries()) {
    if (height <= 0) continue;
    const before = (heights[index - 1] ?? 0) > 0;
    const after = (heights[index + 1] ?? 0) > 0;
    path += before ? '' : `M${x(index).toFixed(1)} ${ground}`;
    path += `L${x(index).toFixed(1)} ${y(height).toFixed(1)}L${x(index + 1).toFixed(1)} ${y(height).toFixed(1)}`;
    path += after ? '' : `L${x(index + 1).toFixed(1)} ${ground}Z`;
  }
  return path;
}
