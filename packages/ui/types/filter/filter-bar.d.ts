import type { ReactElement } from 'react';
export interface FilterBarProps {
  readonly value: string;
  /** Called with a selector that can be read. */
  readonly onChange: (selector: string) => void;
}
/** A selector, completed while it is written; Enter applies it. */
export declare function FilterBar({ value, onChange }: FilterBarProps): ReactElement;
