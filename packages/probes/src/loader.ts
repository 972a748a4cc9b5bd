import { Module, registerHooks } from 'node:module';
import type { LoadFnOutput } from 'node:module';
import type { Insertion } from './insertion.ts';
import { hasSafeHooks } from './safe-hooks.ts';

/**
 * Lets a plan's text into files that Node.js loads from now on, imported or required. All other files, and whatever
 * other loaders do before and after, stay as they are.
 * @returns false where only CommonJS is reached: this Node.js has no module hooks that are safe
 */
export function followLoads(insertion: Insertion, version: string = process.versions.node): boolean {
  followCompile(insertion);
  const safe = hasSafeHooks(version);
  if (safe) followHooks(insertion);
  return safe;
}

function followHooks(insertion: Insertion): void {
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      const source = guard(() => {
        // Behind a question mark a program asks for the same file once more, and import-in-the-middle for a text of its own.
        const plain = cut(cut(url, '?'), '#');
        const index = insertion.findUrl(plain);
        return index === undefined ? undefined : insertion.insert(index, toGiven(loaded.source), plain !== url);
      });
      return source === undefined ? loaded : { ...loaded, source };
    },
  });
}

/**
 * What APM agents and transpilers have patched since Node.js 0.x. It is reached as well where another module hook
 * (import-in-the-middle, tsx) takes the text of CommonJS out again, so that Node.js reads the file once more.
 */
interface CompilingModule {
  _compile(this: NodeJS.Module, content: string, filename: string, ...more: readonly unknown[]): unknown;
}

function followCompile(insertion: Insertion): void {
  const prototype = Module.prototype as unknown as CompilingModule;
  const original = prototype._compile;
  prototype._compile = function seatrialCompile(content, filename, ...more) {
    const index = insertion.findPath(filename);
    const text = index === undefined ? undefined : guard(() => insertion.insert(index, content));
    return original.call(this, text ?? content, filename, ...more);
  };
}

/** A file that cannot be read by us runs as it is. */
function guard(insert: () => string | undefined): string | undefined {
  try {
    return insert();
  } catch {
    return undefined;
  }
}

function cut(url: string, at: string): string {
  const index = url.indexOf(at);
  return index === -1 ? url : url.slice(0, index);
}

function toGiven(source: LoadFnOutput['source']): string | Buffer | undefined {
  if (source === undefined || source === null) return undefined;
  if (typeof source === 'string' || Buffer.isBuffer(source)) return source;
  return ArrayBuffer.isView(source)
    ? Buffer.from(source.buffer, source.byteOffset, source.byteLength)
    : Buffer.from(source);
}
