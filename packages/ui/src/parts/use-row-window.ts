import { useCallback, useEffect, useState } from 'react';
import type { RefObject } from 'react';

export interface RowWindowOptions {
  readonly box: RefObject<HTMLElement | null>;
  readonly count: number;
  /** Pixels, of every row. */
  readonly rowHeight: number;
  /** Pixels of what stays above the rows. Default 0. */
  readonly headHeight?: number;
  /** Row that is in sight at first. Default 0. */
  readonly begin?: number;
}

export interface RowWindow {
  /** Rows that have to be there, from first to before end. */
  readonly first: number;
  readonly end: number;
  /** Pixels of all rows. */
  readonly height: number;
  /** What is in sight, as shares of all rows. */
  readonly shares: readonly [from: number, to: number];
  /** Scrolls as little as brings a row into sight. */
  readonly reveal: (row: number) => void;
}

/** Rows beyond what is in sight, on either side. */
const spare = 12;

/**
 * Which rows of a long list are in sight. All are of one height, so that it is arithmetic: what measures each row keeps an
 * object for each, and 80,000 of them made anew are most of what folding a trace costs.
 */
export function useRowWindow({ box, count, rowHeight, headHeight = 0, begin = 0 }: RowWindowOptions): RowWindow {
  const [sight, setSight] = useState({ top: Math.max(0, begin * rowHeight - 200), height: 900 });
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    if (begin > 0) element.scrollTop = begin * rowHeight - 200;
    const look = (): void => {
      // By whole rows: what moves less is drawn by the browser alone.
      const [top, height] = [Math.floor(element.scrollTop / rowHeight) * rowHeight, element.clientHeight];
      setSight((before) => (before.top === top && before.height === height ? before : { top, height }));
    };
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
    // Where the list begins is asked once.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [box]);
  const reveal = useCallback(
    (row: number): void => {
      const element = box.current;
      if (element === null) return;
      const least = headHeight + (row + 1) * rowHeight - element.clientHeight;
      const most = row * rowHeight;
      if (element.scrollTop > most) element.scrollTop = most;
      else if (element.scrollTop < least) element.scrollTop = least;
    },
    [box, headHeight, rowHeight],
  );
  const height = count * rowHeight;
  const top = Math.min(sight.top, Math.max(0, height - sight.height));
  return {
    first: Math.max(0, Math.floor(top / rowHeight) - spare),
    end: Math.min(count, Math.ceil((top + sight.height) / rowHeight) + spare),
    height,
    shares: height === 0 ? [0, 1] : [top / height, Math.min(1, (top + sight.height) / height)],
    reveal,
  };
}
