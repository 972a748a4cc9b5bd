import type { ReactElement } from 'react';
export interface TraceFilterValue {
  readonly text: string;
  readonly leastMs: number;
}
export interface TraceFilterProps {
  readonly value: TraceFilterValue;
  readonly onChange: (value: TraceFilterValue) => void;
  readonly shown: number;
  readonly of: number;
}
/** Hides what does not match, parents of what does excepted. */
export declare function TraceFilter({ value, onChange, shown, of }: TraceFilterProps): ReactElement;
