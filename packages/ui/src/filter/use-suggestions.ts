import { useMemo } from 'react';
import { useAnswer } from '../api/use-answer.ts';
import { findUnfinished, suggestNames, suggestValues } from './completion.ts';
import type { Suggestion } from './completion.ts';

/** Whose names and values complete a filter. */
export interface FilterSource {
  readonly fields: 'spans' | 'logs';
  /** Paths of the API: names of attributes, and values of one by its beginning. */
  readonly names: string;
  readonly values: string;
}

export const ofSpans: FilterSource = {
  fields: 'spans',
  names: '/api/attributes',
  values: '/api/attributes/known',
};

/** How the text of a filter may go on, by what the store has seen. */
export function useSuggestions(text: string, source: FilterSource): readonly Suggestion[] {
  const unfinished = useMemo(() => findUnfinished(text), [text]);
  const names = useAnswer<readonly string[]>(source.names, {});
  const values = useAnswer<readonly string[]>(
    source.values,
    { name: unfinished.name, prefix: unfinished.prefix, limit: 50 },
    { enabled: unfinished.kind === 'value' && unfinished.name !== '', live: false },
  );
  return useMemo(
    () =>
      unfinished.kind === 'name'
        ? suggestNames(unfinished, names.data ?? [], source.fields)
        : suggestValues(unfinished, values.isPlaceholderData ? [] : (values.data ?? [])),
    [unfinished, names.data, values.data, values.isPlaceholderData, source.fields],
  );
}
