import { promisify } from 'node:util';
import { gzip as gzipCallback } from 'node:zlib';
import { SeatrialError } from '@seatrial/model';
import { formatTraces } from '@seatrial/otlp';
import type { Traffic } from './traffic.ts';

const gzip = promisify(gzipCallback);

export interface SendOptions {
  /** OTLP/HTTP, without the path. */
  readonly url: string;
  readonly token?: string;
  readonly traffic: Traffic;
  /** Spans a second; 0 as fast as they are taken. */
  readonly rate: number;
  readonly seconds: number;
  readonly batch: number;
  readonly senders: number;
}

export interface SendOutcome {
  readonly spans: number;
  readonly requests: number;
  /** Answers 429 and 503, after which a batch was sent again. */
  readonly pushedBack: number;
  readonly seconds: number;
  /** Milliseconds to the answer. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/**
 * Sends traffic by several senders, each with one request at a time, and comes again where it is pushed back.
 * @throws SeatrialError `SEATRIAL_NO_SERVER` or `SEATRIAL_SERVER_REFUSED`.
 */
export async function sendTraffic(options: SendOptions): Promise<SendOutcome> {
  const { traffic, rate, seconds, batch, senders } = options;
  const began = performance.now();
  const until = began + seconds * 1000;
  const times: number[] = [];
  const counts = { spans: 0, requests: 0, pushedBack: 0 };
  let claimed = 0;
  const send = async (): Promise<void> => {
    for (;;) {
      // Each batch has its time by the rate, so that a slow answer is caught up with.
      const due = rate === 0 ? began : began + (claimed / rate) * 1000;
      claimed += batch;
      const wait = due - performance.now();
      if (Math.max(due, performance.now()) >= until) return;
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      const body = await gzip(formatTraces(traffic.next(batch, Date.now()), 'protobuf'), { level: 1 });
      const asked = performance.now();
      counts.pushedBack += await deliver(options, body);
      times.push(performance.now() - asked);
      counts.spans += batch;
      counts.requests += 1;
    }
  };
  await Promise.all(Array.from({ length: senders }, send));
  const sorted = times.toSorted((a, b) => a - b);
  const quantile = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { ...counts, seconds: (performance.now() - began) / 1000, p50Ms: quantile(0.5), p99Ms: quantile(0.99) };
}

/** Delivers a body and answers how often it was pushed back before. */
async function deliver({ url, token }: SendOptions, body: Buffer): Promise<number> {
  const headers = {
    'content-type': 'application/x-protobuf',
    'content-encoding': 'gzip',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  for (let pushedBack = 0; ; pushedBack += 1) {
    const answer = await fetch(new URL('/v1/traces', url), {
      method: 'POST',
      headers,
      body: new Uint8Array(body),
    }).catch((error: unknown) => {
      const message = `Nobody takes OTLP/HTTP at ${url}. Start "npx seatrial dev", or name another address with --to.`;
      throw new SeatrialError('SEATRIAL_NO_SERVER', message, { cause: error });
    });
    const text = await answer.text();
    if (answer.ok) return pushedBack;
    if (answer.status !== 429 && answer.status !== 503)
      throw new SeatrialError('SEATRIAL_SERVER_REFUSED', `${url} answered ${answer.status}: ${text}`);
    await new Promise((resolve) => setTimeout(resolve, Number(answer.headers.get('retry-after') ?? 1) * 1000));
  }
}
