import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { toCleanEnvironment } from '../process/run-node.ts';
import { createOtlpSink } from '../sink/otlp-sink.ts';
import { bare, findPeers, peerEnvironment, seatrial, upstream } from './agents.ts';
import type { Agent } from './agents.ts';
import { comparePairs, median } from './paired.ts';
import type { BenchRow } from './row.ts';

const rounds = 30;

/** CPU time of whole processes: what an agent adds to an empty program, and to one that loads http, Express and pg. */
export async function benchStartUp(): Promise<readonly BenchRow[]> {
  const sink = await createOtlpSink();
  const agents = [bare, seatrial, upstream, ...findPeers()];
  const empty = await measure(agents, 'empty.cjs', sink.env);
  const app = await measure(agents, 'app.cjs', sink.env);
  await sink.close();
  const added = (agent: Agent): readonly number[] =>
    pick(empty, agent).map((time, index) => time - (pick(empty, bare)[index] ?? Number.NaN));
  return [
    {
      group: 'start-up',
      name: "what register() adds, of what upstream's register adds (goal: at most 0.25)",
      ...comparePairs(added(seatrial), added(upstream)),
      detail: `${median(added(seatrial)).toFixed(0)} ms against ${median(added(upstream)).toFixed(0)} ms CPU`,
    },
    ...agents.slice(1).map((agent) => toRow(`an empty program, ${agent.name}`, empty, agent)),
    ...agents
      .slice(1)
      .map((agent) =>
        toRow(`http, Express and pg, ${agent.name}${agent === seatrial ? ' (goal: at most 1.80)' : ''}`, app, agent),
      ),
  ];
}

type Times = ReadonlyMap<Agent, readonly number[]>;

function toRow(name: string, times: Times, agent: Agent): BenchRow {
  const [theirs, alone] = [pick(times, agent), pick(times, bare)];
  const detail = `${median(theirs).toFixed(0)} ms against ${median(alone).toFixed(0)} ms CPU`;
  return { group: 'start-up', name, ...comparePairs(theirs, alone), detail };
}

function pick(times: Times, agent: Agent): readonly number[] {
  return times.get(agent) ?? [];
}

/** One round runs each agent once, so that they share the machine's moods. */
async function measure(
  agents: readonly Agent[],
  program: string,
  env: Readonly<Record<string, string>>,
): Promise<Times> {
  const times = new Map<Agent, number[]>(agents.map((agent) => [agent, []]));
  for (const agent of agents) await runTimed([...agent.args, program], env);
  for (let round = 0; round < rounds; round += 1)
    for (const agent of round % 2 === 0 ? agents : agents.toReversed())
      times.get(agent)?.push(await runTimed([...agent.args, program], env));
  return times;
}

/** CPU milliseconds of a process from its start to its end, by bash's `time`: Node.js cannot tell them of a child. */
export function runTimed(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string = join(import.meta.dirname, '../fixtures/bench'),
): Promise<number> {
  const script = `TIMEFORMAT='%3U %3S'; time "$0" "$@" 2>/dev/null`;
  const child = spawn('bash', ['-c', script, process.execPath, ...args], {
    cwd,
    env: toCleanEnvironment({ ...env, ...peerEnvironment }),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      const [user, system] = said.trim().split(/\s+/).map(Number);
      if (code === 0 && user !== undefined && system !== undefined) resolve((user + system) * 1000);
      else reject(new Error(`node ${args.join(' ')} ended with ${code}: ${said}`));
    });
  });
}
