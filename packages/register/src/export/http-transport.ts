import { request } from 'node:http';
import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import type { Agent as SecureAgent } from 'node:https';
import { gzipSync } from 'node:zlib';
import type { Attempt } from './batch.ts';
import { userAgent } from './user-agent.ts';

/** A third of the CPU time of the default, 6, for a tenth more bytes (512 spans of 20 attributes). */
const gzipLevel = 2;

/** Statuses after which the same request may succeed (OTLP specification 1.9, "Failures"), and 408. */
const retryable: ReadonlySet<number> = new Set([408, 429, 502, 503, 504]);

/** Errors of a connection that no later attempt will mend by itself. */
const final: ReadonlySet<string> = new Set(['ERR_INVALID_CHAR', 'ERR_INVALID_HTTP_TOKEN', 'ERR_INVALID_PROTOCOL']);

const mostAnswerBytes = 4 * 1024 * 1024;

/** Where and how requests of one signal go, as OpenTelemetry's own configuration reader gives it. */
export interface HttpTarget {
  readonly url: string;
  readonly headers: () => Promise<Readonly<Record<string, string>>>;
  readonly compression: string;
  readonly agentFactory: (protocol: string) => unknown;
}

/**
 * Posts a body once. Unlike OpenTelemetry's transport it does not try again by itself: the outbox does, which also
 * keeps what could not be sent.
 */
export async function postOnce(
  target: HttpTarget,
  body: Uint8Array,
  timeoutMs: number,
  readAnswer: (bytes: Uint8Array) => Attempt,
): Promise<Attempt> {
  try {
    const url = new URL(target.url);
    const zipped = target.compression === 'gzip';
    // This thread has nothing else to do meanwhile; a stream through the thread pool costs a fifth more.
    const payload = zipped ? gzipSync(body, { level: gzipLevel }) : body;
    const headers = {
      'User-Agent': userAgent,
      ...(await target.headers()),
      ...(zipped ? { 'Content-Encoding': 'gzip' } : {}),
    };
    const agent = (await target.agentFactory(url.protocol)) as Agent | SecureAgent;
    const response = await exchange(url, headers, agent, payload, timeoutMs, true);
    return toAttempt(response, readAnswer);
  } catch (error) {
    return toFailure(error);
  }
}

interface Answer {
  readonly status: number;
  readonly body: Buffer;
  readonly retryAfter: string | undefined;
  readonly date: string | undefined;
}

async function exchange(
  url: URL,
  headers: Readonly<Record<string, string | number>>,
  agent: Agent | SecureAgent,
  payload: Uint8Array,
  timeoutMs: number,
  mayRepeat: boolean,
): Promise<Answer> {
  // https brings TLS along, which most receivers beside a service do without; an import of it all of Node.js.
  const send = url.protocol === 'https:' ? process.getBuiltinModule('node:https').request : request;
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', headers: { ...headers, 'Content-Length': payload.length }, agent };
    const answer = (response: IncomingMessage): void => {
      readWhole(response).then(resolve, reject);
    };
    const outgoing: ClientRequest = send(url, options, answer);
    const timer = setTimeout(() => outgoing.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    outgoing.on('close', () => clearTimeout(timer));
    outgoing.on('error', (failure: NodeJS.ErrnoException) => {
      // A kept connection that the receiver closed just then (nodejs.org, http: request.reusedSocket) is no failure.
      const stale = mayRepeat && outgoing.reusedSocket && failure.code === 'ECONNRESET';
      if (stale) resolve(exchange(url, headers, agent, payload, timeoutMs, false));
      else reject(failure);
    });
    outgoing.end(payload);
  });
}

async function readWhole(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostAnswerBytes) throw new Error(`the answer is larger than ${mostAnswerBytes} bytes`);
    chunks.push(chunk);
  }
  return {
    status: response.statusCode ?? 0,
    body: Buffer.concat(chunks),
    retryAfter: response.headers['retry-after'],
    date: response.headers.date,
  };
}

function toAttempt(answer: Answer, readAnswer: (bytes: Uint8Array) => Attempt): Attempt {
  if (answer.status >= 200 && answer.status < 300) {
    const skewMs = Date.parse(answer.date ?? '') - Date.now();
    return { ...readAnswer(answer.body), ...(Number.isFinite(skewMs) ? { skewMs } : {}) };
  }
  const reason = `status ${answer.status}`;
  if (!retryable.has(answer.status))
    return { outcome: 'refused', reason: `${reason} ${toExcerpt(answer.body)}`.trim() };
  const retryAfterMs = toRetryAfterMs(answer.retryAfter);
  return { outcome: 'failed', reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

/** One printable line of an answer's text: bodies in protobuf would break a terminal. */
function toExcerpt(body: Buffer): string {
  const text = body.subarray(0, 200).toString('utf8').replaceAll(/\s+/g, ' ').trim();
  // oxlint-disable-next-line no-control-regex
  return /[\u0000-\u001F\uFFFD]/.test(text) ? '' : text;
}

function toRetryAfterMs(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

function toFailure(error: unknown): Attempt {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = message || code || String(error);
  return { outcome: code !== undefined && final.has(code) ? 'refused' : 'failed', reason };
}
