import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseExportRequest } from '@seatrial/otlp';
import { identity } from './fixtures/identity.ts';
import { runNode } from './process/run-node.ts';
import { createCertificates, findObstacle, toCertificateVariables } from './sink/certificates.ts';
import type { Certificates } from './sink/certificates.ts';
import { createOtlpSink } from './sink/otlp-sink.ts';

let folder: string;
let ends = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-under-way-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

type AnswerTo = (response: ServerResponse, request: IncomingMessage) => void;

const soonMs = 900;
const silence = /^$/;
const never: AnswerTo = () => undefined;
const later = (answer: AnswerTo): AnswerTo => {
  return (response, request) => void setTimeout(() => answer(response, request), soonMs);
};

const interim = (response: ServerResponse): void => {
  response.writeProcessing();
  response.end();
};

/** What the receiver says to the request that is under way when the process ends, how often it gets that span, what is said. */
const plain: readonly (readonly [what: string, answer: AnswerTo, times: number, line: RegExp])[] = [
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
  ['nothing in time', never, 1, /did not take the last telemetry within 1500 ms/],
];

/**
 * Runs a process that ends when the last of these requests has arrived.
 * @param answers to the first requests with that span; later ones are taken
 */
async function end(
  answers: readonly AnswerTo[],
  certificates?: Certificates,
): Promise<{ readonly names: readonly string[]; readonly stderr: string }> {
  const names: string[] = [];
  const left = [...answers];
  const arrived = join(folder, `${(ends += 1)}`);
  const listener: RequestListener = (request, response) => {
    void request.toArray().then((chunks: readonly Buffer[]) => {
      if (!request.url?.endsWith('/v1/traces')) return response.end();
      const { batch } = parseExportRequest('traces', 'protobuf', gunzipSync(Buffer.concat(chunks)));
      const spans = batch.spans.map((span) => span.name);
      names.push(...spans);
      const answer = spans.includes('under way') ? left.shift() : undefined;
      if (answer !== undefined && left.length === 0) writeFileSync(arrived, '');
      return answer === undefined ? response.end() : answer(response, request);
    });
  };
  const server =
    certificates === undefined
      ? createServer(listener)
      : createSecureServer({ ...certificates.server, requestCert: true }, listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const scheme = certificates === undefined ? 'http' : 'https';
  const outcome = await runNode(['--import', '@seatrial/register/auto', 'under-way.mjs', arrived], {
    cwd: join(import.meta.dirname, 'fixtures/register'),
    env: {
      ...identity,
      OTEL_EXPORTER_OTLP_ENDPOINT: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`,
      OTEL_BSP_SCHEDULE_DELAY: '1',
      // Long enough for any machine, but where no answer ever comes.
      SEATRIAL_EXIT_WAIT_MS: answers.at(-1) === never ? '1500' : '10000',
      ...(certificates === undefined ? {} : toCertificateVariables(certificates)),
    },
  });
  server.closeAllConnections();
  server.close();
  expect(outcome.code).toBe(3);
  return { names, stderr: outcome.stderr };
}

it.concurrent.each(plain)(
  'of a request under way at the end the receiver says %s',
  async (_what, answer, times, line) => {
    const { names, stderr } = await end([answer]);
    expect(names.filter((name) => name === 'under way')).toHaveLength(times);
    expect(names.filter((name) => name === 'last')).toHaveLength(1);
    expect(stderr).toMatch(line);
  },
);

/** Sends a span every ten milliseconds, in a request each. */
async function sendOften(certificates?: Certificates): Promise<{ readonly requests: number; readonly stderr: string }> {
  const sink = await createOtlpSink({ certificates });
  const { stderr } = await runNode(['--import', '@seatrial/register/auto', 'often.mjs'], {
    cwd: join(import.meta.dirname, 'fixtures/register'),
    env: {
      ...identity,
      ...sink.env,
      ...(certificates === undefined ? {} : toCertificateVariables(certificates)),
      OTEL_BSP_SCHEDULE_DELAY: '1',
    },
  });
  await sink.close();
  expect(sink.spans()).toHaveLength(40);
  return { requests: sink.requests().length, stderr };
}

it.concurrent('many requests leave nothing at their connection', async () => {
  const { requests, stderr } = await sendOften();
  // Node.js warns of more than ten listeners.
  expect({ many: requests > 20, stderr }).toEqual({ many: true, stderr: '' });
});

const busy = (response: ServerResponse): void => void response.writeHead(503, { 'retry-after': '0' }).end('busy');

/** The same over TLS, where it cannot be read what an answer says. */
const sealed: readonly (readonly [what: string, answers: readonly AnswerTo[], times: number, line: RegExp])[] = [
  ['that it took it', [later((response) => response.end())], 1, silence],
  ['that it is still busy', [busy, later(busy)], 3, /could not be sent \(status 503\)/],
  ['nothing, and closes', [later((_response, request) => request.socket.end())], 2, silence],
  ['nothing in time', [never], 1, /did not take the last telemetry within 1500 ms/],
];

const obstacle = findObstacle();

describe.skipIf(obstacle !== undefined)(
  `over TLS${obstacle === undefined ? '' : `: skipped, since ${obstacle}`}`,
  () => {
    let certificates: Certificates;

    beforeAll(async () => {
      certificates = await createCertificates();
    });

    afterAll(async () => {
      await certificates.remove();
    });

    it.concurrent('many requests leave nothing at their connection', async () => {
      const { requests, stderr } = await sendOften(certificates);
      expect({ many: requests > 20, stderr }).toEqual({ many: true, stderr: '' });
    });

    it.concurrent.each(sealed)('of a request under way the receiver says %s', async (_what, given, times, line) => {
      const { names, stderr } = await end(given, certificates);
      expect(names.filter((name) => name === 'under way')).toHaveLength(times);
      expect(names.filter((name) => name === 'last')).toHaveLength(1);
      expect(stderr).toMatch(line);
    });
  },
);
