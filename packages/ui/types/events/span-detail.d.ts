import type { ReactElement, ReactNode } from 'react';
import type { SpanRow } from '@seatrial/store';
import './span-detail.css';
export interface SpanDetailProps {
  readonly span: SpanRow;
  /** Called with a condition on one of its values; without it none is offered. */
  readonly onFilter?: (condition: string) => void;
  /** Below its name. */
  readonly children?: ReactNode;
}
/** A span, whole: what it is, every attribute, its events. */
export declare function SpanDetail({ span, onFilter, children }: SpanDetailProps): ReactElement;
/** Exceptions with their stacks, and whatever else happened in the span. */
export declare function SpanEvents({ span }: { readonly span: SpanRow }): ReactElement | undefined;
