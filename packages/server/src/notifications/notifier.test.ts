import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNotifier } from './notifier.ts';
import type { NotificationTarget } from './notifier.ts';

/** A double of a chat's webhook: it answers with the next of `statuses`, then with 200. */
let statuses: number[];
let taken: { readonly path: string; readonly body: unknown }[];
let url: string;
let stop: () => Promise<unknown>;

beforeEach(async () => {
  statuses = [];
  taken = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const status = statuses.shift() ?? 200;
    if (status === 200)
      taken.push({ path: request.url ?? '', body: JSON.parse(Buffer.concat(chunks).toString()) as unknown });
    response.writeHead(status, { 'retry-after': '0' }).end('ok');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  stop = () => new Promise((resolve) => server.close(resolve));
});

afterEach(() => stop());

async function notify(targets: readonly NotificationTarget[]): Promise<readonly string[]> {
  const failures: string[] = [];
  const notifier = createNotifier({ targets, onFailure: (text) => failures.push(text) });
  await notifier.notify({ event: 'regressed', service: 'checkout', text: 'p99 <b> is 3 × that of 1.4.1 & rising.' });
  return failures;
}

describe('notifications', () => {
  it('are what Slack takes, with its three characters escaped', async () => {
    expect(await notify([{ url: `${url}/services/T0/B0/secret` }])).toEqual([]);
    expect(taken).toEqual([
      {
        path: '/services/T0/B0/secret',
        body: { text: ':rotating_light: *checkout* p99 &lt;b&gt; is 3 × that of 1.4.1 &amp; rising.' },
      },
    ]);
  });

  it('go to those who asked for the event and the service', async () => {
    await notify([
      { url: `${url}/all` },
      { url: `${url}/stages`, on: ['stage'] },
      { url: `${url}/bad`, on: ['regressed'], services: ['checkout'] },
      { url: `${url}/cart`, services: ['cart'] },
    ]);
    expect(taken.map(({ path }) => path).toSorted()).toEqual(['/all', '/bad']);
  });

  it('come again where the chat is busy', async () => {
    statuses = [429, 503];
    expect(await notify([{ url }])).toEqual([]);
    expect(taken).toHaveLength(1);
  });

  it('are given up with a sentence that keeps the secret, and fail nobody', async () => {
    statuses = [404];
    const refused = await notify([{ url: `${url}/services/secret` }]);
    expect(refused).toEqual([
      expect.stringMatching(/^Nobody was told at 127\.0\.0\.1:\d+: it answered 404\. Check the webhook/),
    ]);
    statuses = [500, 500, 500];
    expect(await notify([{ url }])).toHaveLength(1);
    expect(taken).toEqual([]);
  });
});
