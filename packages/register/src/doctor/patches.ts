import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { DoctorGap, DoctorPatch } from '@seatrial/model';
import type { CatalogEntry } from '../instrumentation/catalog.ts';
import { toPackageName } from '../instrumentation/catalog.ts';
import { toDefinitions } from '../instrumentation/definitions.ts';
import type { PatchDefinition } from '../instrumentation/definitions.ts';
import type { Choice } from '../instrumentation/chosen.ts';

/** What is known at the end of a probe's run. */
export interface Evidence {
  readonly choices: readonly Choice[];
  readonly started: ReadonlyMap<CatalogEntry, Instrumentation>;
  /** Instrumentations that threw when they were made, or when they patched. */
  readonly failed: (packageName: string) => boolean;
  readonly loaded: ReadonlySet<string>;
  readonly loadedBeforeRegister: ReadonlySet<string>;
  readonly version: (module: string) => string | undefined;
}

/** What instrumentations have patched, as they themselves remember it. */
export function toPatches(evidence: Evidence): readonly DoctorPatch[] {
  const patches = [...evidence.started].flatMap(([entry, instrumentation]) => {
    const instrumentationName = toPackageName(entry.name);
    // Not by patching: undici publishes its requests on diagnostics channels, runtime-node observes the process.
    if (entry.modules.length === 0)
      return [{ module: toOwnName(entry), version: null, instrumentation: instrumentationName }];
    const names = toDefinitions(instrumentation)
      .filter(isPatched)
      .map((definition) => definition.name);
    return [...new Set(names)].map((module) => ({
      module,
      version: evidence.version(module) ?? null,
      instrumentation: instrumentationName,
    }));
  });
  if (evidence.loaded.has('fastify'))
    patches.push({
      module: 'fastify',
      version: evidence.version('fastify') ?? null,
      instrumentation: '@seatrial/register',
    });
  return patches.toSorted((a, b) => (a.module < b.module ? -1 : 1));
}

function toOwnName(entry: CatalogEntry): string {
  return entry.name === 'undici' ? 'fetch' : entry.name;
}

/** Packages that could give spans, are loaded, and give none; and built-in modules that are quiet. */
export function toGaps(evidence: Evidence, patches: readonly DoctorPatch[]): readonly DoctorGap[] {
  const patched = new Set(patches.map((patch) => patch.instrumentation));
  return evidence.choices.flatMap((choice) =>
    // Of the packages of one instrumentation, those of another version than it patches stay unpatched as they should.
    patched.has(toPackageName(choice.entry.name))
      ? []
      : choice.entry.modules
          .filter((module) => evidence.loaded.has(module))
          .map((module) => ({
            module,
            version: evidence.version(module) ?? null,
            instrumentation: toPackageName(choice.entry.name),
            ...toReason(module, choice, evidence),
          })),
  );
}

function toReason(module: string, { entry, on, by }: Choice, evidence: Evidence): Pick<DoctorGap, 'reason' | 'detail'> {
  if (!on && by === 'quiet')
    return {
      reason: 'quiet',
      detail: 'quiet by default; OTEL_NODE_ENABLED_INSTRUMENTATIONS turns it on',
    };
  if (!on) return { reason: 'disabled', detail: `turned off by ${by}` };
  if (entry.coveredBy !== undefined && evidence.loaded.has(entry.coveredBy))
    return { reason: 'covered', detail: `${entry.coveredBy} brings it, whose own spans tell the same` };
  if (evidence.failed(toPackageName(entry.name)))
    return { reason: 'failed', detail: 'the instrumentation failed; its line says why' };
  const definitions = toDefinitions(evidence.started.get(entry));
  const own = definitions.filter((definition) => definition.name === module);
  if (own.some((definition) => definition.moduleVersion !== undefined))
    return {
      reason: 'unsupported-version',
      detail: `the instrumentation takes ${own.flatMap((definition) => definition.supportedVersions).join(', ')}`,
    };
  if (evidence.loadedBeforeRegister.has(module))
    return {
      reason: 'loaded-too-early',
      detail: 'loaded before register(); use --import @seatrial/register/auto',
    };
  return {
    reason: 'not-reached',
    detail: 'loaded by a way that no hook sees, or only a part of it that is not patched',
  };
}

function isPatched({ moduleExports, files = [] }: PatchDefinition): boolean {
  return moduleExports !== undefined || files.some((file) => file.moduleExports !== undefined);
}
