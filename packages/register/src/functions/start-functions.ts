import { stampedFields, toReleaseAttributes } from '@seatrial/model';
import { refusals, startProbes } from '@seatrial/probes';
import type { Probes, Refusal } from '@seatrial/probes';
import { findRecorder } from '../doctor/recorder.ts';
import { sayLine } from '../line.ts';
import { readPositive } from '../sdk/positive-variable.ts';
import { findPlan } from './find-plan.ts';
import type { FoundPlan } from './find-plan.ts';
import type { Functions, FunctionsParts } from './functions.ts';
import { Reports } from './reports.ts';
import { createRequestReader } from './request-reader.ts';
import { createTouchedProcessor } from './touched.ts';

/** Puts the plan of this release into effect, where it has one that may run. It never throws. */
export function startFunctions(parts: FunctionsParts): Functions | undefined {
  try {
    const found = findPlan(parts.options.probes || {}, parts.manifest);
    return found === undefined ? undefined : start(found, parts);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    sayLine('functions', `changed functions are not watched: ${reason}`);
    return undefined;
  }
}

function start({ plan, root }: FoundPlan, parts: FunctionsParts): Functions {
  const { release, options, resource, flags, protocol, post, drain } = parts;
  const probes = startProbes({ plan, root, requests: createRequestReader(flags), onRefused: createRefusalLine() });
  findRecorder()?.watching(probes);
  sayUnreached(probes);
  const reports = new Reports({
    probes,
    resource,
    release: toReleaseAttributes(release, options.stamp ?? stampedFields),
    protocol,
    temporality: process.env['OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE'],
    startMs: Date.now(),
    post,
    everyMs: readPositive('OTEL_METRIC_EXPORT_INTERVAL') ?? 60_000,
  });
  return {
    probes,
    processor: createTouchedProcessor(),
    flush() {
      reports.flush();
      return drain();
    },
    takeLast: () => reports.takeLast(),
    stop() {
      reports.stop();
      probes.stop();
    },
  };
}

const lastStep = 'Run "npx seatrial build" as the last step of the build.';
const remedies: Readonly<Record<Refusal, string>> = {
  hash: lastStep,
  late: lastStep,
  loader: 'Set register() up before that loader: NODE_OPTIONS="--import @seatrial/register/auto".',
  offset: 'Run "npx seatrial build" again.',
};

/** The first file says it for all: a build step after "seatrial build" changes them together. */
function createRefusalLine(): (path: string, why: Refusal) => void {
  let said = false;
  return (path, why) => {
    if (said) return;
    said = true;
    sayLine(
      'functions',
      `${path} ${why === 'late' ? 'was not for the probes that it got' : 'is loaded without probes'}, since ${refusals[why]}: ` +
        `whether its functions run cannot be told, nor for other files of which that is true. ${remedies[why]}`,
    );
  };
}

function sayUnreached({ plan, reachesModules }: Probes): void {
  if (reachesModules) return;
  sayLine(
    'functions',
    `Node.js ${process.version} has no safe module hooks: of the ${plan.functions.length} watched functions those in ES ` +
      'modules are not counted, those in CommonJS are. Use Node.js 22.22.3 or later, 24.11.1 or later.',
  );
}
