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

export function AxisX({ scale, ticks, format, at, length }: AxisProps): ReactElement {
  return (
    <g className="axis" transform={`translate(0 ${at})`}>
      {ticks.map((tick) => (
        <g key={tick} transform={`translate(${scale(tick)} 0)`}>
          <line y2={length === undefined ? 4 : -length} />
          <text y={16} textAnchor="middle">
            {format(tick)}
          </text>
        </g>
      ))}
    </g>
  );
}

export function AxisY({ scale, ticks, format, at, length }: AxisProps): ReactElement {
  return (
    <g className="axis" transform={`translate(${at} 0)`}>
      {ticks.map((tick) => (
        <g key={tick} transform={`translate(0 ${scale(tick)})`}>
          {length !== undefined && <line x2={length} />}
          <text x={-6} dy=".32em" textAnchor="end">
            {format(tick)}
          </text>
        </g>
      ))}
    </g>
  );
}
