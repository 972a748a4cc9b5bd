import Module, { isBuiltin, registerHooks } from 'node:module';
import { isAbsolute } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createWrapper, supportsSyncHooks } from './import-wrapper.ts';
import { sayLine } from '../line.ts';
import { createCopyCheck } from './api-copies.ts';
import type { CatalogEntry } from './catalog.ts';
import { toPackageOfPath, toPackageOfSpecifier } from './loaded-packages.ts';
import type { LoadedPackages } from './loaded-packages.ts';

/** The internal function behind `require` and behind the import of CommonJS; APM agents have patched it since Node.js 0.x. */
interface LoadingModule {
  _resolveFilename(request: string, parent: NodeJS.Module): string;
  _load(request: string, parent: NodeJS.Module | undefined, isMain: boolean): unknown;
}

/** Starts the entry of a package where it has one. `by` is the file that loads it. Answers whether the entry runs. */
type Meet = (name: string | undefined, by?: string) => boolean;
type CopyCheck = ReturnType<typeof createCopyCheck>;

/**
 * Calls `start` for an entry right before one of its packages is loaded for the first time, required or imported, so
 * that the instrumentation is there to patch it; and for packages that are loaded by now, which are patched as they are.
 */
export function followModules(
  entries: readonly CatalogEntry[],
  early: LoadedPackages,
  start: (entry: CatalogEntry) => void,
): void {
  const byModule = new Map(entries.flatMap((entry) => entry.modules.map((name) => [name, entry] as const)));
  const started = new Set<CatalogEntry>();
  const meet: Meet = (name, by) => {
    const entry = name === undefined ? undefined : byModule.get(name);
    if (entry === undefined) return false;
    if (by !== undefined && entry.coveredBy !== undefined && toPackageOfPath(by) === entry.coveredBy) return false;
    if (!started.has(entry)) {
      started.add(entry);
      start(entry);
    }
    return true;
  };
  const checkCopy = createCopyCheck();
  const wrapped = followImports(byModule, meet, checkCopy);
  followRequires(meet, wrapped, checkCopy);
  patchLoaded(early, meet);
}

/**
 * Wraps imported packages of the catalog, and those alone. Answers with the files that are wrapped. What wraps is loaded
 * with the first of them: a program of CommonJS never pays for it.
 */
function followImports(
  byModule: ReadonlyMap<string, CatalogEntry>,
  meet: Meet,
  checkCopy: CopyCheck,
): ReadonlySet<string> {
  const wrapped = new Set<string>();
  if (!supportsSyncHooks()) {
    sayLine(
      'old-node',
      `Node.js ${process.version} has no safe synchronous module hooks: packages that are ES modules give no spans, ` +
        'CommonJS ones and the built-in http do. Use Node.js 22.22.3 or later, 24.11.1 or later.',
    );
    return wrapped;
  }
  const shouldInclude = (url: string, specifier: string): boolean => {
    const name = withoutScheme(specifier);
    if (!byModule.has(name)) return false;
    const met = meet(name);
    // Built-in modules are patched in place.
    if (isBuiltin(name)) return false;
    wrapped.add(url);
    return met;
  };
  let wrapper: ReturnType<typeof createWrapper> | undefined;
  registerHooks({
    resolve(specifier, context, next) {
      if (!context.conditions.includes('require')) {
        checkCopy(specifier, () => fileURLToPath(next(specifier, context).url));
        if (wrapper === undefined && byModule.has(withoutScheme(specifier))) {
          wrapper = createWrapper(shouldInclude);
          // Not before: each file of CommonJS would be read by the slower way that hooks take.
          registerHooks({ load: wrapper.loadSync });
        }
      }
      return wrapper === undefined ? next(specifier, context) : wrapper.resolveSync(specifier, context, next);
    },
  });
  return wrapped;
}

function withoutScheme(specifier: string): string {
  return specifier.startsWith('node:') ? specifier.slice('node:'.length) : specifier;
}

/** True where every import and require is seen, so that a built-in module can be patched as late as it is loaded. */
export function canWait(): boolean {
  return supportsSyncHooks();
}

function followRequires(meet: Meet, wrapped: ReadonlySet<string>, checkCopy: CopyCheck): void {
  const loading = Module as unknown as LoadingModule;
  const original = loading._load;
  loading._load = function seatrialLoad(request, parent, isMain) {
    if (parent !== undefined && parent !== null) {
      meet(toPackageOfSpecifier(withoutScheme(request)), parent.filename);
      checkCopy(request, () => loading._resolveFilename(request, parent));
      return original.call(this, request, parent, isMain);
    }
    // An ES module imports CommonJS that was linked before register(): no hook wraps it, but a require patches it.
    const imported =
      !isMain && isAbsolute(request) && !wrapped.has(pathToFileURL(request).href) && meet(toPackageOfPath(request));
    return imported ? requireBy.require(request) : original.call(this, request, parent, isMain);
  };
}

/** Another `require` of a loaded file lets the instrumentation patch what the file exports, most of it in place. */
function patchLoaded(early: LoadedPackages, meet: Meet): void {
  for (const [name, files] of early) {
    meet(name);
    for (const file of files) {
      try {
        requireBy.require(file);
      } catch {
        // The line on packages that were loaded too early names it.
      }
    }
  }
}

const requireBy = new Module('seatrial');
