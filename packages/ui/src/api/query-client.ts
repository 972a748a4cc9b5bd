import { QueryClient } from '@tanstack/react-query';
import { AskError } from './ask.ts';

/** Answers stay fresh until the stream says that something came: nothing is asked by the clock. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Infinity,
        refetchOnWindowFocus: false,
        // Only silence is worth another try: whatever the server says, it will say again.
        retry: (count, error) => count < 2 && error instanceof AskError && error.status === 0,
      },
    },
  });
}
