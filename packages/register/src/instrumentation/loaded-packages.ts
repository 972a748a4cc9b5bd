import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Which of these packages have been loaded by now, as far as Node.js tells: CommonJS ones, required or imported. */
export function findLoadedPackages(names: ReadonlySet<string>): readonly string[] {
  const found = new Set<string>();
  for (const [path, module] of Object.entries(require.cache)) {
    const name = toPackageOfPath(path);
    if (name !== undefined && names.has(name) && module?.loaded === true) found.add(name);
  }
  return [...found].toSorted();
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
