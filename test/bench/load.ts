import { gzipSync } from 'node:zlib';
import { formatTraces } from '@seatrial/otlp';
import { Traffic } from '../../packages/cli/src/generate/traffic.ts';
import { spansPerRequest } from './requests.ts';

// The load generator, in a process of its own, so that its CPU time is not counted as the receiver's. Bodies are made
// before the time is taken: `prepare` makes them, `send` sends them all.

interface Order {
  readonly prepare?: number;
  readonly url?: string;
  readonly senders?: number;
}

const traffic = new Traffic({ seed: Number(process.argv[2] ?? 1) });
let bodies: Uint8Array<ArrayBuffer>[] = [];

async function post(url: string, body: Uint8Array<ArrayBuffer>): Promise<Response> {
  const headers = { 'content-type': 'application/x-protobuf', 'content-encoding': 'gzip' };
  try {
    return await fetch(url, { method: 'POST', headers, body });
  } catch {
    // A kept connection that the receiver closed just then, while bodies were made.
    return fetch(url, { method: 'POST', headers, body });
  }
}

async function send(url: string): Promise<number> {
  let pushedBack = 0;
  for (let body = bodies.pop(); body !== undefined; body = bodies.pop())
    for (;;) {
      const answer = await post(url, body);
      const text = await answer.text();
      if (answer.ok) break;
      if (answer.status !== 429 && answer.status !== 503)
        throw new Error(`the receiver answered ${answer.status}: ${text}`);
      pushedBack += 1;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  return pushedBack;
}

process.on('message', ({ prepare, url, senders = 8 }: Order) => {
  if (prepare !== undefined) {
    bodies = Array.from(
      { length: prepare },
      () => new Uint8Array(gzipSync(formatTraces(traffic.next(spansPerRequest, Date.now()), 'protobuf'), { level: 6 })),
    );
    process.send?.({ ready: bodies.reduce((sum, body) => sum + body.length, 0) });
  }
  if (url !== undefined)
    void Promise.all(Array.from({ length: senders }, () => send(url))).then((counts) =>
      process.send?.({ pushedBack: counts.reduce((sum, count) => sum + count, 0) }),
    );
});
