import Module from 'node:module';
import { dirname, resolve } from 'node:path';
import { toPackageOfPath, toPackageOfSpecifier } from './loaded-packages.ts';

type Require = typeof Module.prototype.require;

/**
 * Calls `create`, which may put require-in-the-middle in front of every `require`, and keeps that to packages that
 * something patches: it resolves each file twice and the package of each once more, a sixth of what register() costs an
 * application of Express and pg. Nothing else patches by what `create` puts there, since the bundle has it for itself.
 *
 * @param names packages, and built-in modules without `node:`
 */
export function filterRequires<T>(names: ReadonlySet<string>, create: () => T): T {
  const plain = Module.prototype.require;
  const made = create();
  const patching = Module.prototype.require;
  if (patching !== plain)
    Module.prototype.require = function seatrialRequire(this: NodeJS.Module, id: string): unknown {
      return (isPatched(names, id, this.filename) ? patching : plain).call(this, id);
    } as Require;
  return made;
}

function isPatched(names: ReadonlySet<string>, id: unknown, from: string | null): boolean {
  if (typeof id !== 'string') return false;
  // An alias of package.json ("#db") may be any package's.
  if (id.startsWith('#')) return true;
  const bare = id.startsWith('node:') ? id.slice('node:'.length) : id;
  const name = toPackageOfSpecifier(bare) ?? toPackageOfPath(resolve(dirname(from ?? ''), bare));
  return name !== undefined && names.has(name);
}
