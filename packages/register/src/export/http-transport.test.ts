import { once } from 'node:events';
import { Agent, createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Attempt } from './batch.ts';
import { postOnce } from './http-transport.ts';

const ends: (() => unknown)[] = [];

afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A receiver that the test answers for, and a function that posts to it over one kept connection. */
async function createReceiver(
  answer: (request: IncomingMessage, response: ServerResponse, number: number) => void,
): Promise<{ readonly post: () => Promise<Attempt>; readonly requests: () => number }> {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    const number = requests;
    request.resume().on('end', () => answer(request, response, number));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const agent = new Agent({ keepAlive: true });
  ends.push(
    () => agent.destroy(),
    () => server.close(),
    () => server.closeAllConnections(),
  );
  const target = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`,
    headers: () => Promise.resolve({}),
    compression: 'none',
    agentFactory: () => agent,
  };
  const sent: Attempt = { outcome: 'sent', rejected: 0, message: '' };
  return { post: () => postOnce(target, new Uint8Array(3), 2000, () => sent), requests: () => requests };
}

describe('postOnce', () => {
  it('sends again at once over a new connection where a kept one is reset', async () => {
    const { post, requests } = await createReceiver((request, response, number) => {
      if (number === 2) request.socket.resetAndDestroy();
      else response.end();
    });
    expect((await post()).outcome).toBe('sent');
    expect((await post()).outcome).toBe('sent');
    expect(requests()).toBe(3);
  });

  it('takes a reset of a new connection for what it is', async () => {
    const { post, requests } = await createReceiver((request) => request.socket.resetAndDestroy());
    expect((await post()).outcome).toBe('failed');
    expect(requests()).toBe(1);
  });
});
