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
  const url = new URL(`${path}${toQueryText(query)}`, apiUrl);
  const told =
    body === undefined
      ? {}
      : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const read = async (): Promise<readonly [Response, string]> => {
    const response = await fetch(url, { ...told, headers: { ...told.headers, authorization: `Bearer ${token}` } });
    return [response, await response.text()];
  };
  const [response, text] = await read().catch((error: unknown) => {
    const message = `Nobody answers at ${url.origin}. Start "npx seatrial dev", or check SEATRIAL_URL.`;
    throw new SeatrialError('SEATRIAL_NO_SERVER', message, { cause: error });
  });
  if (response.ok) return JSON.parse(text) as T;
  throw toError(response.status, text, url);
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
