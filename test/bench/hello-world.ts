import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import autocannon from 'autocannon';
import { parseTraces } from '@seatrial/otlp';
import { identity } from '../fixtures/identity.ts';
import { toCleanEnvironment } from '../process/run-node.ts';
import { bare, peerEnvironment, seatrial, upstream } from './agents.ts';
import type { Agent } from './agents.ts';
import { comparePairs, median } from './paired.ts';
import type { BenchRow } from './row.ts';

const rounds = 31;
const requests = 2000;

/** CPU time of a hello-world server for each request under load, from the request to the exported span. */
export async function benchRequests(): Promise<readonly BenchRow[]> {
  const subjects = await Promise.all([seatrial, upstream, bare].map(startSubject));
  for (let warm = 0; warm < 2; warm += 1) for (const subject of subjects) await press(subject);
  const before = subjects.map((subject) => subject.sent());
  const marks: (readonly number[])[] = [await readAll(subjects)];
  for (let round = 0; round < rounds; round += 1) {
    for (const subject of round % 2 === 0 ? subjects : subjects.toReversed()) await press(subject);
    // From mark to mark: what a round leaves behind (a batch, garbage) is the next one's, and nothing is left out.
    marks.push(await readAll(subjects));
  }
  await new Promise((resolve) => setTimeout(resolve, 6000));
  const shares = subjects.map((subject, index) => (subject.sent() - (before[index] ?? 0)) / (rounds * requests));
  for (const subject of subjects) await subject.stop();
  const micros = subjects.map((_, index) =>
    marks.slice(1).map((mark, round) => ((mark[index] ?? 0) - (marks[round]?.[index] ?? 0)) / requests),
  );
  const [ours = [], theirs = [], alone = []] = micros;
  const row = (name: string, a: readonly number[], b: readonly number[], share: number | undefined): BenchRow => ({
    group: 'load',
    name,
    ...comparePairs(a, b),
    detail: `${median(a).toFixed(0)} µs against ${median(b).toFixed(0)} µs CPU a request; ${(100 * (share ?? 0)).toFixed(1)} % of the spans arrived`,
  });
  return [
    row("hello world, stamped: register() against upstream's (goal: at most 1.05)", ours, theirs, shares[0]),
    row("hello world: upstream's register against nothing", theirs, alone, shares[1]),
  ];
}

interface Subject {
  readonly port: number;
  /** Microseconds of CPU time by now, of all threads. */
  cpu(): Promise<number>;
  /** Server spans that were received by now. */
  sent(): number;
  stop(): Promise<void>;
}

async function startSubject(agent: Agent): Promise<Subject> {
  const bodies: Buffer[] = [];
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url === '/v1/traces') bodies.push(Buffer.concat(chunks));
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const child = fork('hello.cjs', {
    cwd: join(import.meta.dirname, '../fixtures/bench'),
    execArgv: [...agent.args],
    env: toCleanEnvironment({
      ...peerEnvironment,
      ...identity,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`,
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    }),
  });
  const [{ port }] = (await once(child, 'message')) as [{ readonly port: number }];
  return {
    port,
    async cpu() {
      child.send('cpu');
      const [{ cpu }] = (await once(child, 'message')) as [{ readonly cpu: number }];
      return cpu;
    },
    sent: () => bodies.reduce((sum, body) => sum + parseTraces(gunzipSync(body), 'protobuf').records.length, 0),
    async stop() {
      child.kill('SIGKILL');
      await once(child, 'exit');
      receiver.close();
      receiver.closeAllConnections();
    },
  };
}

async function readAll(subjects: readonly Subject[]): Promise<readonly number[]> {
  const marks: number[] = [];
  for (const subject of subjects) marks.push(await subject.cpu());
  return marks;
}

async function press({ port }: Subject): Promise<void> {
  const { errors, non2xx } = await autocannon({
    url: `http://127.0.0.1:${port}`,
    amount: requests,
    connections: 10,
  });
  if (errors + non2xx > 0) throw new Error(`${errors} requests failed, ${non2xx} were answered with an error`);
}
