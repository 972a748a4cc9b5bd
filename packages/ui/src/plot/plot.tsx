import { useLayoutEffect, useRef, useState } from 'react';
import type { ReactElement, ReactNode, RefObject } from 'react';

/** Width of an element in whole pixels, 0 before the first layout. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) return undefined;
    const measure = (): void => setWidth(Math.floor(current.clientWidth));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}

export interface PlotProps {
  readonly height: number;
  /** What a reader of the screen hears: what the plot shows, in a sentence with its figures. */
  readonly label: string;
  readonly children: (width: number) => ReactNode;
}

/** A picture as wide as its place. */
export function Plot({ height, label, children }: PlotProps): ReactElement {
  const element = useRef<HTMLDivElement>(null);
  const width = useWidth(element);
  return (
    <div ref={element} className="plot" style={{ height }} role="img" aria-label={label}>
      {width > 0 && children(width)}
    </div>
  );
}
