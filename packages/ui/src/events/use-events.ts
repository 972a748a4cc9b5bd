import { useCallback, useEffect, useRef, useState } from 'react';
import { ask, AskError } from '../api/ask.ts';
import { addArrived, addOlder, pageSize } from './event-pages.ts';
import type { EventPages, EventRow } from './event-pages.ts';

/** Rows that stay in memory while the tail runs. */
const mostTailed = 2000;

export interface EventsQuery<R> {
  /** Of the API. */
  readonly path: string;
  /** ISO 8601. */
  readonly toTime: (row: R) => string;
  readonly where: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

export interface Events<R extends EventRow> extends EventPages<R> {
  readonly error: Error | undefined;
  readonly loading: boolean;
  /** Asks for the page below. */
  readonly loadOlder: () => void;
  readonly addNewer: (arrived: readonly R[]) => void;
}

/** Events that match, page by page, the newest first. */
export function useEvents<R extends EventRow>({ path, toTime, where, from, to }: EventsQuery<R>): Events<R> {
  const [pages, setPages] = useState<EventPages<R>>({ rows: [], complete: false });
  const [error, setError] = useState<Error>();
  const [loading, setLoading] = useState(true);
  const asked = useRef<AbortController>(undefined);

  const load = useCallback(
    (end: string | number | undefined, add: (rows: readonly R[]) => void) => {
      asked.current?.abort();
      const controller = new AbortController();
      asked.current = controller;
      setLoading(true);
      ask<readonly R[]>(path, { where, from, to: end, limit: pageSize }, controller.signal)
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
    [path, where, from],
  );

  useEffect(() => {
    load(to, (rows) => setPages(addOlder({ rows: [], complete: false }, rows)));
    return () => asked.current?.abort();
  }, [load, to]);

  return {
    ...pages,
    error,
    loading,
    loadOlder: () => {
      const oldest = pages.rows.at(-1);
      if (pages.complete || asked.current !== undefined || oldest === undefined) return;
      // All that began before the millisecond after the oldest row's.
      load(Date.parse(toTime(oldest)) + 1, (rows) => setPages((before) => addOlder(before, rows)));
    },
    addNewer: useCallback((arrived) => setPages((before) => addArrived(before, arrived, mostTailed)), []),
  };
}
