import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import { ask } from './ask.ts';
import type { AskError, Query } from './ask.ts';
import { findFirstAnswer } from './first-answers.ts';

export interface AnswerOptions {
  /** Default true. */
  readonly enabled?: boolean;
  /** Asks again when something came in. Default true. */
  readonly live?: boolean;
}

/** An answer of the API; the one before stays while a new one is on its way. */
export function useAnswer<T>(path: string, query: Query, options: AnswerOptions = {}): UseQueryResult<T, AskError> {
  return useQuery<T, AskError>({
    queryKey: [path, query],
    queryFn: ({ signal }) => ask<T>(path, query, signal),
    enabled: options.enabled ?? true,
    meta: { live: options.live ?? true },
    placeholderData: keepPreviousData,
    initialData: () => findFirstAnswer(path, query)?.answer as T | undefined,
    initialDataUpdatedAt: () => findFirstAnswer(path, query)?.asOf,
  });
}
