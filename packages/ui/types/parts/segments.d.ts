import type { ReactElement } from 'react';
export interface SegmentsProps<T extends string> {
  readonly label: string;
  readonly options: readonly (readonly [value: T, text: string])[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}
/** One of a few, all in sight: radio buttons, with their keys. */
export declare function Segments<T extends string>({ label, options, value, onChange }: SegmentsProps<T>): ReactElement;
