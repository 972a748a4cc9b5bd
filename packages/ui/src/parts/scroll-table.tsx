import type { ReactElement, ReactNode } from 'react';

/** A table that scrolls by itself where it is wider than the page, by keyboard as well. */
export function ScrollTable({
  label,
  children,
}: {
  readonly label: string;
  readonly children: ReactNode;
}): ReactElement {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="scroll-table" role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
