import { readSync } from 'node:fs';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Attempt } from './batch.ts';

/** What a receiver said to a request. */
export interface Answer {
  readonly status: number;
  readonly body: Buffer;
  readonly retryAfter: string | undefined;
  readonly date: string | undefined;
}

/** What Node.js keeps of a connection that is open: `fd` is negative where the system has no numbers for them (Windows). */
interface Handle {
  readonly fd?: number;
  readonly writeQueueSize?: number;
}

const chunkBytes = 4096;

type OpenSocket = Socket & { readonly _handle?: Handle | null };

const notSent: Attempt = { outcome: 'failed', reason: 'the process ended before it was sent' };
const closed: Attempt = { outcome: 'failed', reason: 'the receiver closed the connection without an answer' };

/**
 * A request over plain HTTP that is under way. When a process ends, its event loop has stopped: the answer is then read
 * from the connection itself, so that nothing is sent again that a receiver has taken.
 */
export class Flight {
  /** What was to be sent, as the outbox has it. */
  readonly body: Uint8Array;
  readonly #request: ClientRequest;
  readonly #toAttempt: (answer: Answer) => Attempt;
  #response: IncomingMessage | undefined;
  #text = '';

  constructor(body: Uint8Array, request: ClientRequest, toAttempt: (answer: Answer) => Attempt) {
    this.body = body;
    this.#request = request;
    this.#toAttempt = toAttempt;
    request.on('response', (response) => {
      this.#response = response;
    });
  }

  /** What became of the request; `undefined` as long as no answer is there. It does not wait. */
  poll(): Attempt | undefined {
    // Its body, which says more of a part that was rejected, has begun to arrive and cannot be read any more.
    if (this.#response !== undefined) return this.#toAttempt(toAnswer(this.#response));
    const socket: OpenSocket | null = this.#request.socket;
    const { fd = -1, writeQueueSize = 0 } = socket?._handle ?? {};
    if (socket === null || socket.connecting || fd < 0 || writeQueueSize > 0) {
      // Half a request must not become a whole one later on.
      this.#request.destroy();
      return notSent;
    }
    const ended = !this.#read(fd);
    const answer = parseAnswer(this.#text, ended);
    if (answer !== undefined) return this.#toAttempt(answer);
    return ended ? closed : undefined;
  }

  /** Reads what is there. Answers false where nothing more will come. */
  #read(fd: number): boolean {
    const chunk = Buffer.allocUnsafe(chunkBytes);
    for (;;) {
      try {
        const length = readSync(fd, chunk);
        if (length === 0) return false;
        this.#text += chunk.toString('latin1', 0, length);
      } catch (error) {
        return (error as NodeJS.ErrnoException).code === 'EAGAIN';
      }
    }
  }
}

function toAnswer({ statusCode, headers }: IncomingMessage): Answer {
  return {
    status: statusCode ?? 0,
    body: Buffer.alloc(0),
    retryAfter: headers['retry-after'],
    date: headers.date,
  };
}

/** An answer of HTTP/1.1 (RFC 9112), once it is whole. */
function parseAnswer(text: string, ended: boolean): Answer | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1] ?? 0);
  const rest = text.slice(end + 4);
  if (status >= 100 && status < 200) return parseAnswer(rest, ended);
  const header = (name: string): string | undefined =>
    new RegExp(`^${name}: *([^\\r]*)`, 'im').exec(text.slice(0, end))?.[1];
  const chunked = header('transfer-encoding')?.toLowerCase() === 'chunked';
  const length = Number(header('content-length') ?? 0);
  const body = chunked ? parseChunks(rest) : rest.length < length ? undefined : rest.slice(0, length);
  if (body === undefined && !ended) return undefined;
  return {
    status,
    body: Buffer.from(body ?? '', 'latin1'),
    retryAfter: header('retry-after'),
    date: header('date'),
  };
}

/** A body in chunks, once the last is there. */
function parseChunks(text: string): string | undefined {
  let body = '';
  for (let left = text; ;) {
    const head = /^([\da-f]+)[^\r]*\r\n/i.exec(left);
    if (head === null) return undefined;
    const [line, digits = ''] = head;
    const size = Number.parseInt(digits, 16);
    if (size === 0) return body;
    body += left.slice(line.length, line.length + size);
    left = left.slice(line.length + size + 2);
  }
}
