import { readFileSync } from 'node:fs';
import { isBuiltin, registerHooks } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toBundledPackage, versionsFile } from '../bundled.ts';

/** A copy of a package that the process has loaded. */
export interface LoadedPackage {
  readonly name: string;
  readonly path: string;
  readonly version: string;
}

/** Follows which packages are loaded, required or imported, and from where. */
export class PackageTracker {
  readonly #folders = new Map<string, string>();
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
    return new Set([...this.#folders.values(), ...this.#builtins]);
  }

  packages(): readonly LoadedPackage[] {
    const bundled = readBundledVersions();
    return [...this.#folders]
      .map(([path, name]) => ({
        name,
        path,
        version: (toBundledName(path) === undefined ? undefined : bundled[name]) ?? readVersion(path),
      }))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1));
  }

  #note(url: string): void {
    try {
      if (isBuiltin(url)) this.#builtins.add(url.replace(/^node:/, ''));
      if (!url.startsWith('file:')) return;
      const folder = toPackageFolder(fileURLToPath(url));
      if (folder !== undefined && !this.#folders.has(folder.path)) this.#folders.set(folder.path, folder.name);
    } catch {
      // What is no path is no package.
    }
  }
}

function toPackageFolder(file: string): { readonly path: string; readonly name: string } | undefined {
  const bundled = toBundledName(file);
  if (bundled !== undefined) return { path: file, name: bundled };
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

function toBundledName(file: string): string | undefined {
  return toBundledPackage(relative(here, file));
}

function readBundledVersions(): Readonly<Record<string, string>> {
  try {
    return JSON.parse(readFileSync(join(here, versionsFile), 'utf8')) as Record<string, string>;
  } catch {
    return {};
  }
}

const linked = new Map<string, { readonly path: string; readonly name: string } | undefined>();

function toLinkedFolder(file: string): { readonly path: string; readonly name: string } | undefined {
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
