import type { ReactElement, ReactNode, RefObject } from 'react';
/** Width of an element in whole pixels, 0 before the first layout. */
export declare function useWidth(element: RefObject<HTMLElement | null>): number;
export interface PlotProps {
  readonly height: number;
  /** What a reader of the screen hears: what the plot shows, in a sentence with its figures. */
  readonly label: string;
  readonly children: (width: number) => ReactNode;
}
/** A picture as wide as its place. */
export declare function Plot({ height, label, children }: PlotProps): ReactElement;
