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
/** Requests before those that are measured, so that the code is compiled, and those that are. */
const warm = 6000;
const requests = 4000;

/**
 * CPU time of a hello-world server for each request under load, from the request to the exported span. Each pair has
 * processes of its own: two of the same program differ by several percent for as long as they live.
 */
export async function benchRequests(): Promise<readonly BenchRow[]> {
  const agents = [seatrial, upstream, bare];
  const micros: readonly number[][] = agents.map(() => []);
  const resident: readonly number[][] = agents.map(() => []);
  const sent = agents.map(() => 0);
  for (let round = 0; round < rounds; round += 1) {
    const subjects = await Promise.all(agents.map(startSubject));
    const turns = [...subjects.entries()];
    for (const [index, subject] of round % 2 === 0 ? turns : turns.toReversed()) {
      await press(subject, warm);
      const before = await subject.ask();
      await press(subject, requests);
      // Batches that are full leave at once; what they leave behind is counted, too.
      await new Promise((resolve) => setTimeout(resolve, 50));
      const after = await subject.ask();
      micros[index]?.push((after.cpu - before.cpu) / requests);
      resident[index]?.push(after.resident);
    }
    // The rest leaves after the schedule's delay of five seconds; once is enough to see that nothing is lost.
    if (round === 0) await new Promise((resolve) => setTimeout(resolve, 6000));
    for (const [index, subject] of turns) {
      if (round === 0) sent[index] = subject.sent() / (warm + requests);
      await subject.stop();
    }
  }
  const [ours = [], theirs = [], alone = []] = micros;
  const row = (name: string, a: readonly number[], b: readonly number[], share: number | undefined): BenchRow => ({
    group: 'load',
    name,
    ...comparePairs(a, b),
    detail: `${median(a).toFixed(0)} µs against ${median(b).toFixed(0)} µs CPU a request; ${(100 * (share ?? 0)).toFixed(1)} % of the spans arrived`,
  });
  return [
    row("hello world, stamped: register() against upstream's (goal: at most 1.05)", ours, theirs, sent[0]),
    row("hello world: upstream's register against nothing", theirs, alone, sent[1]),
    toMemoryRow(
      "hello world, resident after it: register() against upstream's (goal: at most 0.75)",
      resident[0],
      resident[1],
    ),
    toMemoryRow("hello world, resident after it: nothing against upstream's register", resident[2], resident[1]),
  ];
}

function toMemoryRow(name: string, a: readonly number[] = [], b: readonly number[] = []): BenchRow {
  const toMiB = (bytes: readonly number[]): string => (median(bytes) / 2 ** 20).toFixed(0);
  return { group: 'load', name, ...comparePairs(a, b), detail: `${toMiB(a)} MiB against ${toMiB(b)} MiB resident` };
}

interface State {
  /** Microseconds of CPU time by now, of all threads. */
  readonly cpu: number;
  /** Bytes. */
  readonly resident: number;
}

interface Subject {
  readonly port: number;
  ask(): Promise<State>;
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
    async ask() {
      child.send('state');
      const [state] = (await once(child, 'message')) as [State];
      return state;
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

async function press({ port }: Subject, amount: number): Promise<void> {
  const { errors, non2xx } = await autocannon({
    url: `http://127.0.0.1:${port}`,
    amount,
    connections: 10,
  });
  if (errors + non2xx > 0) throw new Error(`${errors} requests failed, ${non2xx} were answered with an error`);
}
