import { useMemo } from 'react';
import { useAnswer } from '../api/use-answer.ts';
import { findUnfinished, suggestNames, suggestValues } from './completion.ts';
import type { Suggestion } from './completion.ts';

/** How the text of a filter may go on, by what the store has seen. */
export function useSuggestions(text: string): readonly Suggestion[] {
  const unfinished = useMemo(() => findUnfinished(text), [text]);
  const names = useAnswer<readonly string[]>('/api/attributes', {});
  const values = useAnswer<readonly string[]>(
    '/api/attributes/known',
    { name: unfinished.name, prefix: unfinished.prefix, limit: 50 },
    { enabled: unfinished.kind === 'value' && unfinished.name !== '', live: false },
  );
  return useMemo(
    () =>
      unfinished.kind === 'name'
        ? suggestNames(unfinished, names.data ?? [])
        : suggestValues(unfinished, values.isPlaceholderData ? [] : (values.data ?? [])),
    [unfinished, names.data, values.data, values.isPlaceholderData],
  );
}
