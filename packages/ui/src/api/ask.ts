import type { ErrorAnswer } from '@seatrial/server';

/** What the server said instead of an answer, or that nobody answers (status 0). */
export class AskError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** The address of an answer, which is also what "JSON" links to. */
export function toAnswerUrl(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== '') parameters.set(name, String(value));
  return parameters.size === 0 ? path : `${path}?${parameters.toString()}`;
}

/** Asks the JSON API. Rejects with {@link AskError}. */
export async function ask<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  const response = await fetch(toAnswerUrl(path, query), signal === undefined ? {} : { signal }).catch(
    (error: unknown) => {
      if (signal?.aborted === true) throw error;
      throw new AskError(0, 'SEATRIAL_NO_SERVER', 'Seatrial does not answer. Start it again: npx seatrial dev');
    },
  );
  if (response.ok) return (await response.json()) as T;
  const answer = (await response.json().catch(() => ({}))) as Partial<ErrorAnswer>;
  throw new AskError(
    response.status,
    answer.error?.code ?? '',
    answer.error?.message ?? `${path} answered ${response.status}.`,
  );
}
