import { join } from 'node:path';
import { runNode } from '../process/run-node.ts';
import { createOtlpSink } from '../sink/otlp-sink.ts';
import { bare, findPeers, peerEnvironment, seatrial, upstream } from './agents.ts';
import type { Agent } from './agents.ts';
import { comparePairs, median } from './paired.ts';
import type { BenchRow } from './row.ts';

const rounds = 7;
const ways = [
  // Past the event of the start, which a process sends after five seconds.
  { way: 'idle', seconds: 8, name: 'idle' },
  { way: 'sending', seconds: 5, name: 'sending' },
  { way: 'kept', seconds: 25, name: 'sending, on kept connections,' },
  // Without a goal: what Node.js itself keeps of each connection until a full collection makes V8 double the room for
  // young objects, sooner or later in any of them. Whoever is at a doubling has up to 32 MiB more than who is before it.
  { way: 'sending', seconds: 25, name: 'sending', hasGoal: false },
];
const mib = 2 ** 20;

/** Resident memory of an HTTP server that does nothing, and of one that answers and sends its spans. */
export async function benchResident(): Promise<readonly BenchRow[]> {
  const sink = await createOtlpSink();
  const agents = [bare, seatrial, upstream, ...findPeers()];
  const rows: BenchRow[] = [];
  for (const { way, seconds, name, hasGoal = true } of ways) {
    const sizes = new Map<Agent, number[]>(agents.map((agent) => [agent, []]));
    for (let round = 0; round < rounds; round += 1)
      // Memory is no matter of turns: those of a round run side by side.
      await Promise.all(
        agents.map(async (agent) => {
          const { stdout } = await runNode([...agent.args, 'resident.cjs', way, String(seconds)], {
            cwd: join(import.meta.dirname, '../fixtures/bench'),
            env: { ...sink.env, ...peerEnvironment, OTEL_BSP_SCHEDULE_DELAY: '1000' },
          });
          sizes.get(agent)?.push(Number(stdout));
        }),
      );
    const theirs = sizes.get(upstream) ?? [];
    for (const agent of agents.filter((other) => other !== upstream)) {
      const goal = agent === seatrial && hasGoal ? ' (goal: at most 0.75)' : '';
      const own = sizes.get(agent) ?? [];
      rows.push({
        group: 'memory',
        name: `a server, ${name} for ${seconds} s: ${agent.name} against upstream's register${goal}`,
        ...comparePairs(own, theirs),
        detail: `${(median(own) / mib).toFixed(0)} MiB against ${(median(theirs) / mib).toFixed(0)} MiB resident`,
      });
    }
  }
  await sink.close();
  return rows;
}
