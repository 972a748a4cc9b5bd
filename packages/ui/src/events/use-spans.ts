import { useCallback, useEffect, useRef, useState } from 'react';
import type { SpanRow } from '@seatrial/store';
import { ask, AskError } from '../api/ask.ts';
import { addArrived, addOlder, noPages, pageSize, toNextEnd } from './span-pages.ts';
import type { SpanPages } from './span-pages.ts';

/** Rows that stay in memory while the tail runs. */
const mostTailed = 2000;

export interface SpanQuery {
  readonly where: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

export interface Spans extends SpanPages {
  readonly error: Error | undefined;
  readonly loading: boolean;
  /** Asks for the page below. */
  readonly loadOlder: () => void;
  readonly addNewer: (arrived: readonly SpanRow[]) => void;
}

/** Spans that match, page by page, the newest first. */
export function useSpans({ where, from, to }: SpanQuery): Spans {
  const [pages, setPages] = useState<SpanPages>(noPages);
  const [error, setError] = useState<Error>();
  const [loading, setLoading] = useState(true);
  const asked = useRef<AbortController>(undefined);

  const load = useCallback(
    (end: string | number | undefined, add: (rows: readonly SpanRow[]) => void) => {
      asked.current?.abort();
      const controller = new AbortController();
      asked.current = controller;
      setLoading(true);
      ask<readonly SpanRow[]>('/api/spans', { where, from, to: end, limit: pageSize }, controller.signal)
        .then((rows) => {
          add(rows);
          setError(undefined);
          setLoading(false);
          asked.current = undefined;
        })
        .catch((reason: unknown) => {
          if (controller.signal.aborted) return;
          setError(reason instanceof AskError ? reason : new Error(String(reason)));
          setLoading(false);
          asked.current = undefined;
        });
    },
    [where, from],
  );

  useEffect(() => {
    load(to, (rows) => setPages(addOlder(noPages, rows)));
    return () => asked.current?.abort();
  }, [load, to]);

  return {
    ...pages,
    error,
    loading,
    loadOlder: () => {
      const end = toNextEnd(pages);
      if (pages.complete || asked.current !== undefined || end === undefined) return;
      load(end, (rows) => setPages((before) => addOlder(before, rows)));
    },
    addNewer: useCallback((arrived) => setPages((before) => addArrived(before, arrived, mostTailed)), []),
  };
}
