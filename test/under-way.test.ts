import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { parseExportRequest } from '@seatrial/otlp';
import { identity } from './fixtures/identity.ts';
import { runNode } from './process/run-node.ts';
import { createCertificates, findObstacle } from './sink/certificates.ts';
import { createOtlpSink } from './sink/otlp-sink.ts';

type AnswerTo = (response: ServerResponse, request: IncomingMessage) => void;

const soonMs = 900;
const silence = /^$/;
const later = (answer: AnswerTo): AnswerTo => {
  return (response, request) => void setTimeout(() => answer(response, request), soonMs);
};

const interim = (response: ServerResponse): void => {
  response.writeProcessing();
  response.end();
};

/** What the receiver says to the request that is under way when the process ends, how often it gets that span, what is said. */
const answers: readonly (readonly [what: string, answer: AnswerTo, times: number, line: RegExp])[] = [
  ['that it took it', later((response) => response.end()), 1, silence],
  ['so in chunks', later((response) => (response.write('\n'), response.end('\0'))), 1, silence],
  ['so after its headers', (response) => (response.flushHeaders(), later(() => response.end('\0'))), 1, silence],
  [
    'after interim answers',
    (response, request) => (response.writeProcessing(), later(interim)(response, request)),
    1,
    silence,
  ],
  ['that it is busy', later((response) => response.writeHead(503).end('busy')), 2, silence],
  ['nothing, and closes', later((_response, request) => request.socket.destroy()), 2, silence],
  ['that it refuses', later((response) => response.writeHead(400).end('no')), 1, /refused 1 items .*status 400 no/],
  [
    'that it rejects one',
    // partial_success { rejected_spans: 1, error_message: "old" }
    later((response) => response.end(Buffer.from([0x0a, 7, 0x08, 1, 0x12, 3, ...Buffer.from('old')]))),
    1,
    /refused 1 items of telemetry \(old\)/,
  ],
  ['nothing in time', () => undefined, 1, /did not take the last telemetry within 1500 ms/],
];

async function end(answer: AnswerTo): Promise<{ readonly names: readonly string[]; readonly stderr: string }> {
  const names: string[] = [];
  const server = createServer((request, response) => {
    void request.toArray().then((chunks: readonly Buffer[]) => {
      if (!request.url?.endsWith('/v1/traces')) return response.end();
      const { batch } = parseExportRequest('traces', 'protobuf', gunzipSync(Buffer.concat(chunks)));
      const spans = batch.spans.map((span) => span.name);
      names.push(...spans);
      return spans.includes('under way') && names.length === spans.length ? answer(response, request) : response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const outcome = await runNode(['--import', '@seatrial/register/auto', 'under-way.mjs'], {
    cwd: join(import.meta.dirname, 'fixtures/register'),
    env: {
      ...identity,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      OTEL_BSP_SCHEDULE_DELAY: '1',
      SEATRIAL_EXIT_WAIT_MS: '1500',
    },
  });
  server.closeAllConnections();
  server.close();
  expect(outcome.code).toBe(3);
  return { names, stderr: outcome.stderr };
}

it.concurrent.each(answers)(
  'of a request under way at the end the receiver says %s',
  async (_what, answer, times, line) => {
    const { names, stderr } = await end(answer);
    expect(names.filter((name) => name === 'under way')).toHaveLength(times);
    expect(names.filter((name) => name === 'last')).toHaveLength(1);
    expect(stderr).toMatch(line);
  },
);

it('a request under way over TLS is finished as well, once', async ({ skip }) => {
  const obstacle = findObstacle();
  if (obstacle !== undefined) skip(obstacle);
  const certificates = await createCertificates();
  const sink = await createOtlpSink({ answerMs: soonMs, certificates });
  const { code, stderr } = await runNode(['--import', '@seatrial/register/auto', 'under-way.mjs'], {
    cwd: join(import.meta.dirname, 'fixtures/register'),
    env: {
      ...identity,
      ...sink.env,
      OTEL_EXPORTER_OTLP_CERTIFICATE: join(certificates.folder, 'ca.pem'),
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: join(certificates.folder, 'client.pem'),
      OTEL_EXPORTER_OTLP_CLIENT_KEY: join(certificates.folder, 'client.key'),
      OTEL_BSP_SCHEDULE_DELAY: '1',
    },
  });
  expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
  expect(
    sink
      .spans()
      .map((span) => span.name)
      .toSorted(),
  ).toEqual(['last', 'under way']);
  await sink.close();
  await certificates.remove();
});
