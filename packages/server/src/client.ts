import { errorCodes, formatSelector, SeatrialError } from '@seatrial/model';
import type { ErrorCode } from '@seatrial/model';
import type { SliceQuery, StoreReader } from '@seatrial/store';
import type { Evidence, VerifyOptions } from '@seatrial/trial';
import type { ErrorAnswer, ServerStatus, TraceAnswer } from './api.ts';

/** A running server, asked like a store. Methods reject with `SeatrialError`, the server's own code kept. */
export interface ApiClient extends StoreReader {
  /** What a verdict is made from; the server gathers it. */
  evidence(options: VerifyOptions): Promise<Evidence>;
  status(): Promise<ServerStatus>;
}

export interface ApiClientOptions {
  /** As in `server.json`: `http://127.0.0.1:4319`. */
  readonly apiUrl: string;
  readonly token: string;
}

type Answer<K extends keyof ApiClient> = Awaited<ReturnType<ApiClient[K]>>;

export function createApiClient({ apiUrl, token }: ApiClientOptions): ApiClient {
  const get = <T>(path: string, query: Readonly<Record<string, unknown>> = {}): Promise<T> =>
    ask<T>(new URL(`${path}${toQueryText(query)}`, apiUrl), token);
  const trace = (traceId: string): Promise<TraceAnswer> => get(`/api/traces/${encodeURIComponent(traceId)}`);
  return {
    status: () => get<ServerStatus>('/api/status'),
    releases: (query) => get<Answer<'releases'>>('/api/releases', toQuery(query)),
    operations: (query) => get<Answer<'operations'>>('/api/operations', toQuery(query)),
    spans: (query) => get<Answer<'spans'>>('/api/spans', toQuery(query)),
    histogram: (query) => get<Answer<'histogram'>>('/api/histogram', toQuery(query)),
    summaries: (query) => get<Answer<'summaries'>>('/api/summaries', { ...query }),
    trace: async (traceId) => (await trace(traceId)).spans,
    traceLogs: async (traceId) => (await trace(traceId)).logs,
    evidence: (options) => get<Evidence>('/api/evidence', toVerifyQuery(options)),
    attributeNames: () => get<Answer<'attributeNames'>>('/api/attributes'),
    attributeValues: (name, limit) => get<Answer<'attributeValues'>>('/api/attributes/values', { name, limit }),
    stats: async () => (await get<ServerStatus>('/api/status')).store,
  };
}

function toQuery(query: SliceQuery = {}): Readonly<Record<string, unknown>> {
  return { ...query, where: query.where === undefined ? undefined : formatSelector(query.where) };
}

/** The names of `GET /api/verify`. */
function toVerifyQuery(options: VerifyOptions): Readonly<Record<string, unknown>> {
  const { candidate, baseline, where, cohorts, objectives, ...rest } = options;
  return {
    ...rest,
    ...(candidate !== undefined && { candidate: formatSelector(candidate) }),
    ...(baseline !== undefined && { baseline: formatSelector(baseline) }),
    ...(where !== undefined && { where: formatSelector(where) }),
    ...(cohorts !== undefined && { cohorts: cohorts.join(',') }),
    ...(objectives !== undefined && Object.keys(objectives).length > 0 && { objectives: JSON.stringify(objectives) }),
  };
}

function toQueryText(query: Readonly<Record<string, unknown>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, String(value));
  return parameters.size === 0 ? '' : `?${parameters.toString()}`;
}

async function ask<T>(url: URL, token: string): Promise<T> {
  const read = async (): Promise<readonly [Response, string]> => {
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
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
