import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { followIncomingMessages } from './incoming-message.ts';

it('a request is found by its headers, at once or while others come and go', async () => {
  const messages = followIncomingMessages();
  const found: Record<string, readonly (IncomingMessage | undefined)[]> = {};
  let goOn = (): void => undefined;
  const waiting = new Promise<void>((resolve) => (goOn = resolve));
  const server = createServer((request, response) => {
    const look = (): void => {
      found[request.url ?? ''] = [request, messages.find(request.headers)];
      response.end();
    };
    if (request.url === '/late') void waiting.then(look);
    else look();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const ask = (path: string): Promise<unknown> =>
    fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`).then((response) => response.text());

  const late = ask('/late');
  for (const path of ['/1', '/2']) await ask(path);
  goOn();
  await late;
  for (const [, [request, message]] of Object.entries(found)) expect(message).toBe(request);
  expect(Object.keys(found).toSorted()).toEqual(['/1', '/2', '/late']);
  expect(messages.find({ host: 'elsewhere' })).toBeUndefined();
  expect(messages.find(undefined)).toBeUndefined();

  messages.stop();
  await ask('/3');
  expect(found['/3']?.[1]).toBeUndefined();
  await new Promise((resolve) => server.close(resolve));
});
