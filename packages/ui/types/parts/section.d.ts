import type { ReactElement, ReactNode } from 'react';
export interface SectionProps {
  readonly title: string;
  readonly note?: ReactNode;
  /** At the right end of the head. */
  readonly side?: ReactNode;
  readonly children: ReactNode;
}
/** A part of a page with its heading and a sentence that says how to read it. */
export declare function Section({ title, note, side, children }: SectionProps): ReactElement;
