import type { QueryClient } from '@tanstack/react-query';
import { readComparison, toComparisonQuery } from '../url/comparison.ts';
import { ask } from './ask.ts';
import type { Query } from './ask.ts';
import { findFirstAnswer } from './first-answers.ts';

/** Asks what the first view will ask and what did not come with it, while the page is still being set up. */
export function prefetch(client: QueryClient, { pathname, search }: Pick<Location, 'pathname' | 'search'>): void {
  const parameters = new URLSearchParams(search);
  const get = (name: string): string | undefined => parameters.get(name) ?? undefined;
  const start = (path: string, query: Query): void => {
    if (findFirstAnswer(path, query) !== undefined) return;
    void client.prefetchQuery({
      queryKey: [path, query],
      queryFn: ({ signal }) => ask(path, query, signal),
      meta: { live: true },
    });
  };
  if (pathname === '/') start('/api/releases', { from: get('from'), to: get('to') });
  if (pathname === '/release' && get('service') !== undefined)
    start('/api/verify/history', toComparisonQuery(readComparison({ get })));
}
