import { createRequire } from 'node:module';
import type { CatalogEntry } from './catalog.ts';

const require = createRequire(import.meta.url);

/** The files of a package that have been loaded by now, as far as Node.js tells: CommonJS ones, required or imported. */
export type LoadedPackages = ReadonlyMap<string, readonly string[]>;

/** Which packages of these entries the program had loaded, in alphabetical order. */
export function findLoadedPackages(entries: readonly CatalogEntry[], files: ReadonlySet<string>): LoadedPackages {
  const names = new Map(entries.flatMap((entry) => entry.modules.map((name) => [name, entry] as const)));
  const found = new Map<string, string[]>();
  for (const [path, module] of Object.entries(require.cache)) {
    const name = toPackageOfPath(path);
    if (name !== undefined && names.has(name) && files.has(path) && module?.loaded === true)
      found.set(name, [...(found.get(name) ?? []), path]);
  }
  for (const name of found.keys()) if (found.has(names.get(name)?.coveredBy ?? '')) found.delete(name);
  return new Map([...found].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** What the program has loaded by now. */
export interface LoadedBefore {
  /**
   * Built-in modules that a CommonJS program loaded. A function that it took out of one (`const { get } = require('http')`)
   * stays the unpatched one, while an imported name follows the patch.
   */
  readonly builtins: readonly string[];
  readonly files: ReadonlySet<string>;
}

/** Call it before anything of OpenTelemetry's is loaded, which needs http and brings packages of its own (grpc-js). */
export function findLoaded(builtins: readonly string[]): LoadedBefore {
  return {
    builtins: require.main === undefined ? [] : builtins.filter(isBuiltinLoaded),
    files: new Set(Object.keys(require.cache)),
  };
}

/** True where a built-in module has been loaded by now, and where Node.js does not tell. */
export function isBuiltinLoaded(name: string): boolean {
  const { moduleLoadList } = process as { readonly moduleLoadList?: readonly string[] };
  return moduleLoadList?.includes(`NativeModule ${name}`) ?? true;
}

/** The package that a file belongs to: `/app/node_modules/@a/b/index.js` is of `@a/b`. */
export function toPackageOfPath(path: string): string | undefined {
  const parts = path.split(/[\\/]/);
  const at = parts.lastIndexOf('node_modules');
  return at === -1 ? undefined : toPackageOfSpecifier(parts.slice(at + 1).join('/'));
}

/** The package that a bare specifier names: `pg/lib/client` is of `pg`; `undefined` for a path. */
export function toPackageOfSpecifier(specifier: string): string | undefined {
  const [first, second] = specifier.split('/', 2);
  if (first === undefined || first === '' || first.startsWith('.') || first.includes(':')) return undefined;
  return first.startsWith('@') && second !== undefined ? `${first}/${second}` : first;
}
