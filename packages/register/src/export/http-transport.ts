import type { Agent, ClientRequest, ClientRequestArgs, IncomingMessage } from 'node:http';
import type { Agent as SecureAgent } from 'node:https';
import { urlToHttpOptions } from 'node:url';
import type { Attempt } from './batch.ts';
import { Flight } from './flight.ts';
import type { Answer } from './flight.ts';
import { lookup } from '../names/lookup.ts';
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
  follow: (flight: Flight) => void = () => {},
): Promise<Attempt> {
  try {
    const url = new URL(target.url);
    const zipped = target.compression === 'gzip';
    // A stream through the thread pool costs a fifth more CPU time, and 512 spans take a millisecond.
    const payload = zipped ? process.getBuiltinModule('node:zlib').gzipSync(body, { level: gzipLevel }) : body;
    const headers = {
      'User-Agent': userAgent,
      ...(await target.headers()),
      ...(zipped ? { 'Content-Encoding': 'gzip' } : {}),
    };
    const agent = (await target.agentFactory(url.protocol)) as Agent | SecureAgent;
    const post: Post = {
      args: {
        ...urlToHttpOptions(url),
        method: 'POST',
        headers: { ...headers, 'Content-Length': payload.length },
        agent,
        ...(lookup === undefined ? {} : { lookup }),
      },
      payload,
      timeoutMs,
      follow: (request) => follow(new Flight(body, request, (answer) => toAttempt(answer, readAnswer))),
    };
    return toAttempt(await exchange(post, true), readAnswer);
  } catch (error) {
    return toFailure(error);
  }
}

interface Post {
  readonly args: ClientRequestArgs;
  readonly payload: Uint8Array;
  readonly timeoutMs: number;
  readonly follow: (request: ClientRequest) => void;
}

async function exchange(post: Post, mayRepeat: boolean): Promise<Answer> {
  const { args, payload, timeoutMs } = post;
  return new Promise((resolve, reject) => {
    const outgoing = open(args);
    outgoing.on('response', (response: IncomingMessage) => {
      readWhole(response).then(resolve, reject);
    });
    // Nothing of ours keeps a process alive; whoever waits for an answer does so by a timer.
    outgoing.on('socket', (socket) => socket.unref());
    const timer = setTimeout(() => outgoing.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs).unref();
    outgoing.on('close', () => clearTimeout(timer));
    outgoing.on('error', (failure: NodeJS.ErrnoException) => {
      // A kept connection that the receiver closed just then (nodejs.org, http: request.reusedSocket) is no failure.
      const stale = mayRepeat && outgoing.reusedSocket && failure.code === 'ECONNRESET';
      if (stale) resolve(exchange(post, false));
      else reject(failure);
    });
    post.follow(outgoing);
    outgoing.end(payload);
  });
}

/** What `http.request` and `https.request` do, beside what others have made of them: no instrumentation is to see telemetry. */
function open(args: ClientRequestArgs): ClientRequest {
  const { ClientRequest } = process.getBuiltinModule('node:http');
  return new ClientRequest(args);
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
