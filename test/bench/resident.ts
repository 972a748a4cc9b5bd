import { lookup } from 'node:dns/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { runNode } from '../process/run-node.ts';
import { createCertificates, findObstacle, toCertificateVariables } from '../sink/certificates.ts';
import { createOtlpSink } from '../sink/otlp-sink.ts';
import { bare, findPeers, peerEnvironment, seatrial, upstream } from './agents.ts';
import type { Agent } from './agents.ts';
import { comparePairs, median } from './paired.ts';
import type { BenchRow } from './row.ts';

const rounds = 7;

interface Way {
  readonly way: 'idle' | 'sending' | 'kept';
  readonly seconds: number;
  readonly name: string;
  readonly hasGoal?: boolean;
  /** How the receiver is reached. Default: over HTTP at an address. */
  readonly receiver?: 'by its name' | 'over TLS' | 'over gRPC';
}

const ways: readonly Way[] = [
  // Past the event of the start, which a process sends after five seconds.
  { way: 'idle', seconds: 8, name: 'idle' },
  { way: 'sending', seconds: 5, name: 'sending' },
  { way: 'kept', seconds: 25, name: 'sending, on kept connections,' },
  // Without a goal: what Node.js itself keeps of each connection until a full collection makes V8 double the room for
  // young objects, sooner or later in any of them. Whoever is at a doubling has up to 32 MiB more than who is before it.
  { way: 'sending', seconds: 25, name: 'sending', hasGoal: false },
  { way: 'idle', seconds: 8, name: 'idle', receiver: 'by its name' },
  { way: 'idle', seconds: 8, name: 'idle', receiver: 'over TLS' },
  { way: 'idle', seconds: 8, name: 'idle', receiver: 'over gRPC' },
];
const mib = 2 ** 20;

/** Resident memory of an HTTP server that does nothing, and of one that answers and sends its spans. */
export async function benchResident(): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const way of ways) {
    const receiver = await openReceiver(way.receiver);
    if (receiver === undefined) continue;
    // Other vendors' agents send as they please.
    const agents = [bare, seatrial, upstream, ...(way.receiver === undefined ? findPeers() : [])];
    rows.push(...toRows(way, await measure(way, agents, receiver.env)));
    await receiver.close();
  }
  return rows;
}

interface Receiver {
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

async function openReceiver(kind: Way['receiver']): Promise<Receiver | undefined> {
  const obstacle = kind === 'over TLS' ? findObstacle() : kind === 'by its name' ? await findStranger() : undefined;
  if (obstacle !== undefined) {
    console.log(`memory with a receiver ${kind}: skipped, since ${obstacle}`);
    return undefined;
  }
  const certificates = kind === 'over TLS' ? await createCertificates() : undefined;
  const sink = await createOtlpSink({ certificates, ...(kind === 'over gRPC' ? { protocol: 'grpc' } : {}) });
  const url = new URL(sink.env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? '');
  if (kind === 'by its name') url.hostname = hostname();
  return {
    env: {
      ...sink.env,
      OTEL_EXPORTER_OTLP_ENDPOINT: url.origin,
      ...(certificates === undefined ? {} : toCertificateVariables(certificates)),
    },
    async close() {
      await sink.close();
      await certificates?.remove();
    },
  };
}

/** Why this machine's name does not lead to the receiver, which listens at 127.0.0.1. */
async function findStranger(): Promise<string | undefined> {
  const found = await lookup(hostname()).catch(() => undefined);
  return found?.address === '127.0.0.1' ? undefined : `the name of this machine, ${hostname()}, is not at 127.0.0.1`;
}

async function measure(
  { way, seconds }: Way,
  agents: readonly Agent[],
  env: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<Agent, readonly number[]>> {
  const sizes = new Map<Agent, number[]>(agents.map((agent) => [agent, []]));
  for (let round = 0; round < rounds; round += 1)
    // Memory is no matter of turns: those of a round run side by side.
    await Promise.all(
      agents.map(async (agent) => {
        const { stdout } = await runNode([...agent.args, 'resident.cjs', way, String(seconds)], {
          cwd: join(import.meta.dirname, '../fixtures/bench'),
          env: { ...env, ...peerEnvironment, OTEL_BSP_SCHEDULE_DELAY: '1000' },
        });
        sizes.get(agent)?.push(Number(stdout));
      }),
    );
  return sizes;
}

function toRows(
  { name, seconds, hasGoal = true, receiver }: Way,
  sizes: ReadonlyMap<Agent, readonly number[]>,
): readonly BenchRow[] {
  const theirs = sizes.get(upstream) ?? [];
  return [...sizes].flatMap(([agent, own]) => {
    if (agent === upstream) return [];
    const goal = agent === seatrial && hasGoal ? ' (goal: at most 0.75)' : '';
    const where = receiver === undefined ? '' : `, receiver ${receiver}`;
    return {
      group: 'memory',
      name: `a server, ${name} for ${seconds} s${where}: ${agent.name} against upstream's register${goal}`,
      ...comparePairs(own, theirs),
      detail: `${(median(own) / mib).toFixed(0)} MiB against ${(median(theirs) / mib).toFixed(0)} MiB resident`,
    };
  });
}
