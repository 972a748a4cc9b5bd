import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { releaseFields } from '@seatrial/model';
import type { DoctorCopy, DoctorEndpoint, DoctorField, DoctorReport } from '@seatrial/model';
import type { Probes } from '@seatrial/probes';
import type { DetectedRelease } from '@seatrial/release';
import type { CatalogEntry } from '../instrumentation/catalog.ts';
import type { Choice } from '../instrumentation/chosen.ts';
import { askEndpoints } from './endpoints.ts';
import { PackageTracker } from './package-tracker.ts';
import type { LoadedPackage } from './package-tracker.ts';
import { toGaps, toPatches } from './patches.ts';
import type { Evidence } from './patches.ts';
import { keepRecorder } from './recorder.ts';
import type { Recorder, RunningSdk } from './recorder.ts';
import { measureSpanCost } from './span-cost.ts';

const writeEveryMs = 1000;
/** Packages of OpenTelemetry that have to be there once, or whose major versions matter. */
const watched = /^@opentelemetry\/(api|api-logs|core|resources|instrumentation|sdk-(?!trace-web).*)$/;

/**
 * Watches this process for "seatrial doctor": writes `<pid>.json` into `folder` each second and when the process ends, and,
 * after `forMs`, once more with `.done` beside it; the lines that register() says go to `<pid>.lines` as they come.
 */
export function startProbe(folder: string, forMs: number): void {
  const probe = new Probe(join(folder, String(process.pid)));
  keepRecorder(probe.recorder);
  const timer = setInterval(() => probe.write(false), writeEveryMs).unref();
  setTimeout(() => {
    clearInterval(timer);
    probe.write(true);
  }, forMs).unref();
  process.on('exit', () => probe.write(true));
}

class Probe {
  readonly recorder: Recorder;
  readonly #path: string;
  readonly #packages = new PackageTracker();
  readonly #started = new Map<CatalogEntry, Instrumentation>();
  readonly #messages: string[] = [];
  readonly #spans: Record<string, number> = {};
  #detected: DetectedRelease | undefined;
  #choices: readonly Choice[] = [];
  #before: ReadonlySet<string> = new Set();
  #running: RunningSdk | undefined;
  #endpoints: ((wait: boolean) => readonly DoctorEndpoint[]) | undefined;
  #probes: Probes | undefined;
  #cost: number | undefined;
  #final = false;

  constructor(path: string) {
    this.#path = path;
    this.recorder = {
      called: (detected) => {
        this.#detected = detected;
        this.#before = this.#packages.names();
      },
      line: (code, message) => {
        this.#messages.push(message);
        appendFileSync(`${path}.lines`, `${JSON.stringify({ code, message })}\n`);
      },
      chosen: (choices) => (this.#choices = choices),
      started: (entry, instrumentation) => this.#started.set(entry, instrumentation),
      running: (sdk) => {
        this.#running = sdk;
        setImmediate(() => (this.#endpoints ??= askEndpoints(sdk)));
      },
      watching: (probes) => (this.#probes = probes),
      spans: {
        onStart() {},
        onEnd: ({ kind }) => {
          const name = ['internal', 'server', 'client', 'producer', 'consumer'][kind] ?? 'internal';
          this.#spans[name] = (this.#spans[name] ?? 0) + 1;
        },
        forceFlush: () => Promise.resolve(),
        shutdown: () => Promise.resolve(),
      },
    };
  }

  /** Where this is the last time, what takes time is done as well: waiting for endpoints, measuring. */
  write(last: boolean): void {
    if (this.#final) return;
    this.#final = last;
    if (last && this.#running !== undefined) {
      this.#endpoints ??= askEndpoints(this.#running);
      this.#cost = measureSpanCost(this.#running);
    }
    writeFileSync(`${this.#path}.part`, JSON.stringify(this.#report(last)));
    renameSync(`${this.#path}.part`, `${this.#path}.json`);
    if (last) writeFileSync(`${this.#path}.done`, '');
  }

  #report(last: boolean): DoctorReport {
    const packages = this.#packages.packages();
    const loaded = this.#packages.names();
    const evidence: Evidence = {
      choices: this.#choices,
      started: this.#started,
      failed: (name) => this.#messages.some((message) => message.startsWith(`${name} could not `)),
      loaded,
      loadedBeforeRegister: this.#before,
      version: (module) => packages.find((entry) => entry.name === module)?.version,
    };
    const patched = this.#running === undefined ? [] : toPatches(evidence);
    return {
      schema: 1,
      process: {
        pid: process.pid,
        node: process.version,
        script: process.argv[1] ?? null,
        ranMs: Math.round(performance.now()),
      },
      state: this.#running !== undefined ? 'running' : this.#detected !== undefined ? 'off' : 'not-called',
      patched,
      notPatched: toGaps(evidence, patched),
      release: toFields(this.#detected),
      endpoints: this.#endpoints?.(last) ?? [],
      copies: toCopies(packages),
      functions: this.#probes?.summary() ?? null,
      spans: this.#spans,
      spanMicroseconds: this.#cost ?? null,
    };
  }
}

function toFields(detected: DetectedRelease | undefined): readonly DoctorField[] {
  return releaseFields.flatMap(({ field, attribute }) => {
    const value = detected?.release[field];
    return value === undefined ? [] : [{ field, attribute, value, source: detected?.sources[field] ?? '' }];
  });
}

function toCopies(packages: readonly LoadedPackage[]): readonly DoctorCopy[] {
  return packages
    .filter(({ name }) => watched.test(name))
    .map(({ name, version, path }) => ({ package: name, version, path }));
}
