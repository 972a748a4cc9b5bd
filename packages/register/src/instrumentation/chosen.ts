import { sayLine } from '../line.ts';
import { catalog, toPackageName } from './catalog.ts';
import type { CatalogEntry } from './catalog.ts';

/** Settings of the automatic instrumentations by package name, `enabled` among them. */
export type InstrumentationSettings = Readonly<Record<string, { readonly enabled?: boolean } | undefined>>;

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether an automatic instrumentation is on, and what decided it. */
export interface Choice {
  readonly entry: CatalogEntry;
  readonly on: boolean;
  readonly by: 'default' | 'quiet' | 'instrumentationConfig' | typeof enabledVariable | typeof disabledVariable;
}

const enabledVariable = 'OTEL_NODE_ENABLED_INSTRUMENTATIONS';
const disabledVariable = 'OTEL_NODE_DISABLED_INSTRUMENTATIONS';

/**
 * Which automatic instrumentations settings and `OTEL_NODE_ENABLED_INSTRUMENTATIONS`, `OTEL_NODE_DISABLED_INSTRUMENTATIONS`
 * leave on, by the rules of auto-instrumentations-node: a setting wins over the variables.
 */
export function chooseInstrumentations(
  settings: InstrumentationSettings,
  env: Environment = process.env,
): readonly Choice[] {
  const enabled = readNames(env, enabledVariable);
  const disabled = readNames(env, disabledVariable);
  for (const name of Object.keys(settings)) checkKnown(name, 'instrumentationConfig');
  const choices = catalog.map((entry): Choice => {
    const set = settings[toPackageName(entry.name)]?.enabled;
    if (set !== undefined) return { entry, on: set, by: 'instrumentationConfig' };
    if (disabled?.has(entry.name) === true) return { entry, on: false, by: disabledVariable };
    if (enabled !== undefined) return { entry, on: enabled.has(entry.name), by: enabledVariable };
    return entry.quiet === true ? { entry, on: false, by: 'quiet' } : { entry, on: true, by: 'default' };
  });
  return choices.map((choice) => {
    const { coveredBy, ...entry } = choice.entry;
    const asked = settings[toPackageName(entry.name)]?.enabled === true || enabled?.has(entry.name) === true;
    const covered = choices.some((other) => other.on && other.entry.name === coveredBy);
    return coveredBy === undefined || (covered && !asked) ? choice : { ...choice, entry };
  });
}

function readNames(env: Environment, variable: string): ReadonlySet<string> | undefined {
  const text = env[variable]?.trim();
  if (!text) return undefined;
  const names = text.split(',').map((name) => name.trim());
  for (const name of names) checkKnown(toPackageName(name), variable);
  return new Set(names);
}

function checkKnown(packageName: string, where: string): void {
  if (catalog.some((entry) => toPackageName(entry.name) === packageName)) return;
  sayLine(
    'bad-setting',
    `${where} names "${packageName}", which auto-instrumentations-node does not have; it is left out.`,
  );
}
