import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, expect, it, vi } from 'vitest';
import { createSend } from './send.ts';
import type { Protocol } from './signal.ts';

let server: Server | undefined;

afterEach(async () => {
  vi.unstubAllEnvs();
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
});

const whole = { outcome: 'sent', rejected: 0, message: '' };

it.each<readonly [string, Protocol, string | readonly number[], object]>([
  ['nothing', 'http/protobuf', [], whole],
  ['the Collector’s empty partial success', 'http/protobuf', [0x0a, 0], whole],
  ['an empty object', 'http/json', '{}', whole],
  ['what nobody can read', 'http/protobuf', [0xff, 0xff, 0xff], whole],
  // partial_success { rejected_spans: 2, error_message: "old" }
  [
    'a part refused',
    'http/protobuf',
    [0x0a, 7, 0x08, 2, 0x12, 3, ...Buffer.from('old')],
    { rejected: 2, message: 'old' },
  ],
  ['a part refused, as JSON', 'http/json', '{"partialSuccess":{"rejectedSpans":"3"}}', { rejected: 3 }],
])('reads an answer: %s', async (_name, protocol, answer, expected) => {
  const received: Buffer[] = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push(gunzipSync(Buffer.concat(chunks)));
      response.end(typeof answer === 'string' ? answer : Buffer.from(answer));
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server?.once('listening', resolve));
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const send = createSend({ traces: protocol, metrics: protocol, logs: protocol });
  const bytes = new Uint8Array(Buffer.from('spans'));
  expect(await send({ signal: 'traces', bytes, items: 5 }, 5000)).toMatchObject({ outcome: 'sent', ...expected });
  expect(received.map(String)).toEqual(['spans']);
});
