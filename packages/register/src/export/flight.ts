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

/** Records of TLS: five bytes, of which the first is the type and the last two the length; an alert of TLS 1.3 with its seal has 19. */
const recordHeadBytes = 5;
const applicationData = 23;
const mostAlertBytes = 32;

type OpenSocket = Socket & {
  readonly _handle?: Handle | null;
  readonly encrypted?: boolean;
  /** TLS: true until both sides have agreed. */
  readonly secureConnecting?: boolean;
  readonly getProtocol?: () => string | null;
};

const notSent: Attempt = { outcome: 'failed', reason: 'the process ended before it was sent' };
const unread: Attempt = { outcome: 'failed', reason: 'the process ended before its answer was read' };
const taken: Attempt = { outcome: 'sent', rejected: 0, message: '' };
const closed: Attempt = { outcome: 'failed', reason: 'the receiver closed the connection without an answer' };

/**
 * A request over HTTP that is under way. When a process ends, its event loop has stopped: the answer is then read from the
 * connection itself, so that nothing is sent again that a receiver has taken. What an answer over TLS says cannot be read:
 * it is taken for a yes, unless the receiver has been failing, or what came may be no answer.
 */
export class Flight {
  /** What was to be sent, as the outbox has it. */
  readonly body: Uint8Array;
  readonly #request: ClientRequest;
  readonly #toAttempt: (answer: Answer) => Attempt;
  #response: IncomingMessage | undefined;
  #text = '';
  #hasTicket = false;

  constructor(body: Uint8Array, request: ClientRequest, toAttempt: (answer: Answer) => Attempt) {
    this.body = body;
    this.#request = request;
    this.#toAttempt = toAttempt;
    request.on('response', (response) => {
      this.#response = response;
    });
    request.once('socket', (socket: OpenSocket) => {
      if (socket.encrypted === true && !request.reusedSocket) this.#followTickets(socket);
    });
  }

  /**
   * What became of the request; `undefined` as long as no answer is there. It does not wait.
   * @param failing whether the receiver's last answer was a failure
   */
  poll(failing: boolean): Attempt | undefined {
    // Its body, which says more of a part that was rejected, has begun to arrive and cannot be read any more.
    if (this.#response !== undefined) return this.#toAttempt(toAnswer(this.#response));
    const socket: OpenSocket | null = this.#request.socket;
    const { fd = -1, writeQueueSize = 0 } = socket?._handle ?? {};
    const isOpen = socket !== null && !socket.connecting && socket.secureConnecting !== true;
    if (!isOpen || fd < 0 || writeQueueSize > 0) {
      // Half a request must not become a whole one later on.
      this.#request.destroy();
      return notSent;
    }
    const ended = !this.#read(fd);
    if (socket.encrypted !== true) {
      const answer = parseAnswer(this.#text, ended);
      if (answer !== undefined) return this.#toAttempt(answer);
    } else if (failing || !this.#isPastTickets(socket)) return unread;
    else if (hasRecord(this.#text)) return taken;
    return ended ? closed : undefined;
  }

  /** A connection outlives its requests: nothing of one is to stay at it. */
  #followTickets(socket: OpenSocket): void {
    const note = (): void => {
      this.#hasTicket = true;
    };
    socket.once('session', note);
    this.#request.once('close', () => socket.off('session', note));
  }

  /** Servers of TLS 1.3 send tickets with the first answer, sealed alike (RFC 8446, 4.6.1). */
  #isPastTickets(socket: OpenSocket): boolean {
    return this.#hasTicket || this.#request.reusedSocket || socket.getProtocol?.() !== 'TLSv1.3';
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

/** Whether application data has come in a record of TLS (RFC 8446, 5.1) that is larger than an alert, which ends a connection. */
function hasRecord(text: string): boolean {
  for (let at = 0; at + recordHeadBytes <= text.length;) {
    const length = text.charCodeAt(at + 3) * 256 + text.charCodeAt(at + 4);
    if (text.charCodeAt(at) === applicationData && length > mostAlertBytes) return true;
    at += recordHeadBytes + length;
  }
  return false;
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
