import { sayLine } from '../line.ts';
import { catalog, toPackageName } from './catalog.ts';
import type { CatalogEntry } from './catalog.ts';

/** Settings of the automatic instrumentations by package name, `enabled` among them. */
export type InstrumentationSettings = Readonly<Record<string, { readonly enabled?: boolean } | undefined>>;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The automatic instrumentations that settings and `OTEL_NODE_ENABLED_INSTRUMENTATIONS`, `OTEL_NODE_DISABLED_INSTRUMENTATIONS`
 * leave on, by the rules of auto-instrumentations-node: a setting wins over the variables.
 */
export function chooseInstrumentations(
  settings: InstrumentationSettings,
  env: Environment = process.env,
): readonly CatalogEntry[] {
  const enabled = readNames(env, 'OTEL_NODE_ENABLED_INSTRUMENTATIONS');
  const disabled = readNames(env, 'OTEL_NODE_DISABLED_INSTRUMENTATIONS');
  for (const name of Object.keys(settings)) checkKnown(name, 'instrumentationConfig');
  const chosen = catalog.filter((entry) => {
    const set = settings[toPackageName(entry.name)]?.enabled;
    if (set !== undefined) return set;
    if (disabled?.has(entry.name) === true) return false;
    return enabled === undefined ? entry.quiet !== true : enabled.has(entry.name);
  });
  return chosen.map(({ coveredBy, ...entry }) => {
    const asked = settings[toPackageName(entry.name)]?.enabled === true || enabled?.has(entry.name) === true;
    const covered = chosen.some((other) => other.name === coveredBy);
    return coveredBy === undefined || asked || !covered ? entry : { ...entry, coveredBy };
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
