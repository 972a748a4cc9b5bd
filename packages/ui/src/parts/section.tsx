import { useId } from 'react';
import type { ReactElement, ReactNode } from 'react';

export interface SectionProps {
  readonly title: ReactNode;
  readonly note?: ReactNode;
  /** At the right end of the head. */
  readonly side?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a page with its heading and a sentence that says how to read it. */
export function Section({ title, note, side, children }: SectionProps): ReactElement {
  const id = useId();
  return (
    <section aria-labelledby={id} className="section">
      <div className="section-head">
        <h2 id={id}>{title}</h2>
        {note !== undefined && <p className="dim">{note}</p>}
        {side !== undefined && <div className="section-side">{side}</div>}
      </div>
      {children}
    </section>
  );
}
