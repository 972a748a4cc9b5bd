import { errorCodes, SeatrialError } from '@seatrial/model';
import type { ErrorCode } from '@seatrial/model';
import type { ErrorAnswer } from './api.ts';

/** What is asked of a server: its address, what for, and a JSON body where something is told. */
export interface Question {
  readonly apiUrl: string;
  readonly token: string;
  readonly path: string;
  readonly query?: object;
  readonly body?: unknown;
}

/** The answer, as JSON. Rejects with `SeatrialError`, the server's own code kept. */
export async function ask<T>({ apiUrl, token, path, query = {}, body }: Question): Promise<T> {
  const url = toUrl(path, query, apiUrl);
  const told =
    body === undefined
      ? {}
      : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const read = async (): Promise<readonly [Response, string]> => {
    const response = await fetch(url, { ...told, headers: { ...told.headers, authorization: `Bearer ${token}` } });
    return [response, await response.text()];
  };
  const [response, text] = await read().catch((error: unknown) => {
    throw toSilence(url, error);
  });
  if (response.ok) return JSON.parse(text) as T;
  throw toError(response.status, text, url);
}

/** The answer as lines of JSON, each as it comes. Rejects as {@link ask} does. */
export async function* askLines<T>({ apiUrl, token, path, query = {} }: Omit<Question, 'body'>): AsyncGenerator<T> {
  const url = toUrl(path, query, apiUrl);
  try {
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    if (!response.ok) throw toError(response.status, await response.text(), url);
    let rest = '';
    for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const lines = (rest + part).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield JSON.parse(line) as T;
    }
  } catch (error) {
    throw error instanceof SeatrialError ? error : toSilence(url, error);
  }
}

function toUrl(path: string, query: object, apiUrl: string): URL {
  return new URL(`${path}${toQueryText(query)}`, apiUrl);
}

function toSilence(url: URL, cause: unknown): SeatrialError {
  const message = `Nobody answers at ${url.origin}. Start "npx seatrial dev", or check SEATRIAL_URL.`;
  return new SeatrialError('SEATRIAL_NO_SERVER', message, { cause });
}

function toError(status: number, text: string, url: URL): SeatrialError {
  const error = parseAnswer(text)?.error;
  const code = errorCodes.find((known) => known === error?.code);
  const fallback: ErrorCode = status === 401 || status === 403 ? 'SEATRIAL_SERVER_REFUSED' : 'SEATRIAL_NO_SERVER';
  return new SeatrialError(
    code ?? fallback,
    error?.message ?? `${url.origin} answered ${status}: is it a Seatrial server?`,
  );
}

function parseAnswer(text: string): Partial<ErrorAnswer> | undefined {
  try {
    return JSON.parse(text) as Partial<ErrorAnswer>;
  } catch {
    return undefined;
  }
}

function toQueryText(query: object): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, String(value));
  return parameters.size === 0 ? '' : `?${parameters.toString()}`;
}
