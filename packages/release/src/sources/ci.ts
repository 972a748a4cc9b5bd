import { createRequire } from 'node:module';
import type { Candidates, Environment } from '../candidate.ts';
import type { ReleaseNote } from '../note.ts';
import { ciTables, customVariables } from './ci-tables.ts';
import { readVariables } from './variables.ts';

/** How ci-info recognises a system: a variable, several, one of several, a value, or a part of one. */
type Sign =
  | string
  | readonly string[]
  | { readonly any: readonly string[] }
  | { readonly env: string; readonly includes: string }
  | Readonly<Record<string, string>>;

interface Vendor {
  readonly name: string;
  readonly constant: string;
  readonly env: Sign;
}

let vendors: readonly Vendor[] | undefined;

/** What the CI system says whose job this process is, and after it the variables that others set by custom. */
export function readCi(env: Environment, notes: ReleaseNote[]): readonly Candidates[] {
  const found = loadVendors()
    .filter((vendor) => Object.hasOwn(ciTables, vendor.constant) && isSign(vendor.env, env))
    .map((vendor) => readVariables(ciTables[vendor.constant] ?? {}, vendor.name, env, notes));
  return [...found, readVariables(customVariables, undefined, env, notes)];
}

/** ci-info itself looks at the environment when it is loaded; its list of systems is data. */
function loadVendors(): readonly Vendor[] {
  vendors ??= createRequire(import.meta.url)('ci-info/vendors.json') as readonly Vendor[];
  return vendors;
}

function isSign(sign: Sign, env: Environment): boolean {
  if (typeof sign === 'string') return Boolean(env[sign]);
  if (isList(sign)) return sign.every((name) => Boolean(env[name]));
  if ('any' in sign && typeof sign.any !== 'string') return sign.any.some((name) => Boolean(env[name]));
  if ('includes' in sign) return env[sign.env]?.includes(sign.includes) ?? false;
  return Object.entries(sign).every(([name, value]) => env[name] === value);
}

function isList(sign: Sign): sign is readonly string[] {
  return Array.isArray(sign);
}
