import type { ReactElement } from 'react';
export interface AxisProps {
  readonly scale: (value: number) => number;
  readonly ticks: readonly number[];
  readonly format: (value: number) => string;
  /** Where the axis lies, across it. */
  readonly at: number;
  /** Length of the grid lines; none without. */
  readonly length?: number;
}
export declare function AxisX({ scale, ticks, format, at, length }: AxisProps): ReactElement;
export declare function AxisY({ scale, ticks, format, at, length }: AxisProps): ReactElement;
