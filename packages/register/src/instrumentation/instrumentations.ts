import { createRequire, isBuiltin, syncBuiltinESMExports } from 'node:module';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { findRecorder } from '../doctor/recorder.ts';
import { load, loadInstrumentation } from '../load.ts';
import { sayLine } from '../line.ts';
import type { RegisterOptions } from '../options.ts';
import { catalog, toPackageName } from './catalog.ts';
import type { CatalogEntry } from './catalog.ts';
import { chooseInstrumentations } from './chosen.ts';
import type { InstrumentationSettings } from './chosen.ts';
import { findLoadedPackages, isBuiltinLoaded } from './loaded-packages.ts';
import type { LoadedBefore } from './loaded-packages.ts';
import { guardPatches } from './definitions.ts';
import { canWait, followModules } from './module-hooks.ts';
import { filterRequires } from './require-filter.ts';

const require = createRequire(import.meta.url);
const laterMs = 1000;
const patchedModules: ReadonlySet<string> = new Set(catalog.flatMap(({ modules }) => modules));

/**
 * Turns instrumentations on: those given as instances at once, the automatic ones when their package is first loaded
 * (all of them at once on AWS Lambda, where start-up is not paid by a request that waits).
 * Call it when the providers are registered.
 *
 * @param before what the program had loaded before `register()`
 */
export function startInstrumentations(options: RegisterOptions, before: LoadedBefore): void {
  const given = toList(options.instrumentations);
  for (const entry of given) if (entry !== 'auto') enable(entry);
  if (!given.includes('auto')) return;
  const settings: InstrumentationSettings = options.instrumentationConfig ?? {};
  const choices = chooseInstrumentations(settings);
  findRecorder()?.chosen(choices);
  const chosen = choices.filter(({ on }) => on).map(({ entry }) => entry);
  if (chosen.length === 0)
    sayLine(
      'nothing-patched',
      'no instrumentation is on, so that only spans which the program makes itself are sent. See ' +
        'OTEL_NODE_ENABLED_INSTRUMENTATIONS, OTEL_NODE_DISABLED_INSTRUMENTATIONS and instrumentationConfig.',
    );
  const eager = process.env['AWS_LAMBDA_FUNCTION_NAME'] !== undefined;
  const atStart = chosen.filter((entry) => entry.when === 'start' || (eager && entry.coveredBy === undefined));
  const byPackage = chosen.filter((entry) => !atStart.includes(entry) && entry.when === 'package');
  const later = chosen.filter((entry) => !atStart.includes(entry) && entry.when === 'later');
  const waiting = canWait() ? atStart.flatMap(toWaiting) : [];
  const start = (entry: CatalogEntry): void =>
    waiting.includes(entry) ? patchBuiltins(entry.modules) : enableEntry(entry, settings);
  const early = findLoadedPackages(chosen, before.files);
  const patchedBuiltins = atStart.flatMap((entry) => entry.modules.filter((name) => before.builtins.includes(name)));

  sayLoadedTooEarly([...patchedBuiltins, ...early.keys()].toSorted());
  for (const entry of atStart) start(entry);
  const names = new Set(waiting.flatMap((entry) => entry.modules));
  patchBuiltins(atStart.flatMap((entry) => entry.modules.filter((name) => isBuiltin(name) && !names.has(name))));
  followModules([...byPackage, ...waiting], early, start);
  if (later.length > 0) setTimeout(() => later.forEach(start), laterMs).unref();
}

function toList(given: RegisterOptions['instrumentations']): readonly (Instrumentation | 'auto')[] {
  if (given === undefined || Array.isArray(given)) return given ?? ['auto'];
  sayLine('bad-option', 'instrumentations is no list; the automatic ones are used. Write [...] around it.');
  return ['auto'];
}

function enableEntry(entry: CatalogEntry, settings: InstrumentationSettings): void {
  const name = toPackageName(entry.name);
  try {
    const Instance = (loadInstrumentation(name) as Readonly<Record<string, InstrumentationClass>>)[entry.className];
    if (Instance === undefined) return;
    const instrumentation = filterRequires(patchedModules, () => new Instance(settings[name] ?? {}));
    guardPatches(instrumentation, (module, error) => {
      const reason = error instanceof Error ? error.message : String(error);
      sayLine('nothing-patched', `${name} could not patch ${module} (${reason}), so that there are no spans of it.`);
    });
    enable(instrumentation);
    findRecorder()?.started(entry, instrumentation);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    sayLine(
      'nothing-patched',
      `${name} could not be started (${reason}), so that there are no spans of it: ${toModules(entry)}.`,
    );
  }
}

type InstrumentationClass = new (config: object) => Instrumentation;

function enable(instrumentation: Instrumentation): void {
  load('@opentelemetry/instrumentation').registerInstrumentations({ instrumentations: [instrumentation] });
}

/**
 * Patches built-in modules now. They are loaded already, so that no hook fires for them: a `require` lets the
 * instrumentation patch, and the copy to the ESM side reaches even names that are imported by now.
 */
function patchBuiltins(names: readonly string[]): void {
  for (const name of names) require(name);
  syncBuiltinESMExports();
}

/** https brings TLS along, a sixth of what register() costs: it is patched when something loads it. */
function toWaiting(entry: CatalogEntry): readonly CatalogEntry[] {
  return entry.modules.includes('https') && !isBuiltinLoaded('https') ? [{ ...entry, modules: ['https'] }] : [];
}

function sayLoadedTooEarly(names: readonly string[]): void {
  if (names.length === 0) return;
  const [were, them] = names.length === 1 ? ['was', 'it'] : ['were', 'them'];
  sayLine(
    'loaded-too-early',
    `${names.join(', ')} ${were} loaded before register(): what had been taken out of ${them} or made with ${them} by ` +
      'then may give no spans. Start with "node --import @seatrial/register/auto", or call register() before ' +
      'everything else is loaded.',
  );
}

function toModules(entry: CatalogEntry): string {
  return entry.modules.length === 0 ? entry.name : entry.modules.join(', ');
}
