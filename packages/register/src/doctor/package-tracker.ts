import { readFileSync } from 'node:fs';
import { isBuiltin, registerHooks } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toBundledPackages, versionsFile } from '../bundled.ts';

/** A copy of a package that the process has loaded. */
export interface LoadedPackage {
  readonly name: string;
  readonly path: string;
  readonly version: string;
}

/** Follows which packages are loaded, required or imported, and from where. */
export class PackageTracker {
  readonly #places = new Map<string, Place>();
  readonly #builtins = new Set<string>();

  constructor() {
    const note = (url: string): void => this.#note(url);
    registerHooks({
      resolve(specifier, context, next) {
        const resolved = next(specifier, context);
        note(resolved.url);
        return resolved;
      },
    });
  }

  /** The names of all packages and built-in modules that have been resolved by now. */
  names(): ReadonlySet<string> {
    return new Set([...[...this.#places.values()].map(({ name }) => name), ...this.#builtins]);
  }

  packages(): readonly LoadedPackage[] {
    const bundled = readBundledVersions();
    return [...this.#places.values()]
      .map(({ name, path }) => ({
        name,
        path,
        version: (isBundled(path) ? bundled[name] : undefined) ?? readVersion(path),
      }))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1));
  }

  #note(url: string): void {
    try {
      if (isBuiltin(url)) this.#builtins.add(url.replace(/^node:/, ''));
      if (!url.startsWith('file:')) return;
      for (const place of toPlaces(fileURLToPath(url))) {
        const key = `${place.name} ${place.path}`;
        if (!this.#places.has(key)) this.#places.set(key, place);
      }
    } catch {
      // What is no path is no package.
    }
  }
}

/** Where a package lies: its folder, or the file of the bundle that has it. */
interface Place {
  readonly path: string;
  readonly name: string;
}

function toPlaces(file: string): readonly Place[] {
  if (isBundled(file)) return toBundledPackages(relative(here, file)).map((name) => ({ path: file, name }));
  const folder = toPackageFolder(file);
  return folder === undefined ? [] : [folder];
}

function toPackageFolder(file: string): Place | undefined {
  const parts = file.split(sep);
  const at = parts.lastIndexOf('node_modules');
  // Linked packages (workspaces) have no node_modules in their real path: only their manifest says who they are.
  if (at === -1) return toLinkedFolder(file);
  const [first = '', second = ''] = parts.slice(at + 1);
  const length = first.startsWith('@') ? 2 : 1;
  return {
    path: parts.slice(0, at + 1 + length).join(sep),
    name: length === 2 ? `${first}/${second}` : first,
  };
}

/** The bundle is where this file is, if it is bundled itself. */
const here = import.meta.dirname;

function isBundled(file: string): boolean {
  return toBundledPackages(relative(here, file)).length > 0;
}

function readBundledVersions(): Readonly<Record<string, string>> {
  try {
    return JSON.parse(readFileSync(join(here, versionsFile), 'utf8')) as Record<string, string>;
  } catch {
    return {};
  }
}

const linked = new Map<string, Place | undefined>();

function toLinkedFolder(file: string): Place | undefined {
  const folder = dirname(file);
  if (linked.has(folder)) return linked.get(folder);
  const name = readManifest(folder)?.name;
  const found =
    name !== undefined ? { path: folder, name } : folder === dirname(folder) ? undefined : toLinkedFolder(folder);
  linked.set(folder, found);
  return found;
}

function readVersion(folder: string): string {
  return readManifest(folder)?.version ?? '';
}

function readManifest(folder: string): { readonly name?: string; readonly version?: string } | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name?: string; version?: string };
  } catch {
    return undefined;
  }
}
