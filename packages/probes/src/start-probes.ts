import type { ProbePlan } from '@seatrial/model';
import { Insertion } from './insertion.ts';
import { followLoads } from './loader.ts';
import { refusals } from './refusal.ts';
import type { Refusal } from './refusal.ts';
import type { FunctionReading, ProbesSummary, ReadOptions } from './reading.ts';
import { Registry } from './registry.ts';
import { noRequests } from './request-reader.ts';
import type { RequestReader } from './request-reader.ts';

export interface ProbesOptions {
  readonly plan: ProbePlan;
  /** The folder that the plan's paths start from: that of the manifest, without symbolic links. */
  readonly root: string;
  /** Default: nothing is known of requests. */
  readonly requests?: RequestReader;
  /** Called when a file of the plan is loaded without its probes, or should have been. */
  readonly onRefused?: (path: string, why: Refusal) => void;
}

/** Probes that count in this thread. */
export interface Probes {
  readonly plan: ProbePlan;
  /** False where ES modules are out of reach, since this Node.js has no module hooks that are safe. */
  readonly reachesModules: boolean;
  /** What is known by now; a call that runs for longer than two readings is told before it ends. */
  read(options?: ReadOptions): readonly FunctionReading[];
  /** Changes nothing of what the next reading tells. */
  summary(): ProbesSummary;
  /** Ends the timing of calls and the counting of errors. The text stays in the files, and does next to nothing. */
  stop(): void;
}

const tickMs = 1000;
const noModules = `Node.js ${process.version} has no safe module hooks for ES modules; 22.22.3 and 24.11.1 have`;

/** Puts a plan into effect for all files that this thread loads from now on. */
export function startProbes(options: ProbesOptions): Probes {
  const { plan, root, requests = noRequests, onRefused } = options;
  const registry = new Registry(plan, requests);
  registry.install();
  const refuse = (file: number, why: Refusal): void => {
    if (why === 'late') registry.distrust(file, refusals[why]);
    else registry.refuse(file, refusals[why]);
    onRefused?.(plan.files[file]?.path ?? '', why);
  };
  const insertion = new Insertion({ plan, root, refuse });
  const reachesModules = followLoads(insertion);
  if (!reachesModules) registry.refuseOthers(noModules);
  const readShare = createShareReader();
  const timer = setInterval(() => registry.tick(readShare()), tickMs).unref();
  return {
    plan,
    reachesModules,
    summary() {
      insertion.checkHashes();
      return registry.summary();
    },
    read(which = {}) {
      insertion.checkHashes();
      return registry.read(which);
    },
    stop() {
      clearInterval(timer);
      registry.stop();
    },
  };
}

/** Reads which share of a core the process has had since it was read last, the first time since the process began. */
function createShareReader(): () => number {
  let last: { readonly cpu: NodeJS.CpuUsage; readonly ms: number } | undefined;
  return () => {
    const now = { cpu: process.cpuUsage(), ms: performance.now() };
    const before = last ?? { cpu: { user: 0, system: 0 }, ms: now.ms - process.uptime() * 1000 };
    const used = now.cpu.user + now.cpu.system - before.cpu.user - before.cpu.system;
    const share = used / 1000 / (now.ms - before.ms);
    last = now;
    return share;
  };
}
