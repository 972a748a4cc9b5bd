/** What the server said instead of an answer, or that nobody answers (status 0). */
export declare class AskError extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string);
}
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;
/** The address of an answer, which is also what "JSON" links to. */
export declare function toAnswerUrl(path: string, query?: Query): string;
/** Asks the JSON API. Rejects with {@link AskError}. */
export declare function ask<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T>;
