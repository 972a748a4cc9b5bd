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
  ['idle', 8],
  ['sending', 5],
  // V8 doubles the room for young objects again and again under load, with and without telemetry.
  ['sending', 25],
] as const;
const mib = 2 ** 20;

/** Resident memory of an HTTP server that does nothing, and of one that answers and sends its spans. */
export async function benchResident(): Promise<readonly BenchRow[]> {
  const sink = await createOtlpSink();
  const agents = [bare, seatrial, upstream, ...findPeers()];
  const rows: BenchRow[] = [];
  for (const [way, seconds] of ways) {
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
      const goal = agent === seatrial && seconds !== 25 ? ' (goal: at most 0.75)' : '';
      const own = sizes.get(agent) ?? [];
      rows.push({
        group: 'memory',
        name: `a server, ${way} for ${seconds} s: ${agent.name} against upstream's register${goal}`,
        ...comparePairs(own, theirs),
        detail: `${(median(own) / mib).toFixed(0)} MiB against ${(median(theirs) / mib).toFixed(0)} MiB resident`,
      });
    }
  }
  await sink.close();
  return rows;
}
