import type { ReactElement, ReactNode } from 'react';
/** A table that scrolls by itself where it is wider than the page, by keyboard as well. */
export declare function ScrollTable({
  label,
  children,
}: {
  readonly label: string;
  readonly children: ReactNode;
}): ReactElement;
