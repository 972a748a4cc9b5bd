import type { UseQueryResult } from '@tanstack/react-query';
import type { AskError, Query } from './ask.ts';
export interface AnswerOptions {
  /** Default true. */
  readonly enabled?: boolean;
  /** Asks again when something came in. Default true. */
  readonly live?: boolean;
}
/** An answer of the API; the one before stays while a new one is on its way. */
export declare function useAnswer<T>(path: string, query: Query, options?: AnswerOptions): UseQueryResult<T, AskError>;
