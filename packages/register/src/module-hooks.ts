import { createRequire, isBuiltin, syncBuiltinESMExports } from 'node:module';
import { register, supportsSyncHooks } from 'import-in-the-middle/register-hooks.mjs';
import { sayLine } from './line.ts';

const hooked = Symbol.for('seatrial.module-hooks');

/**
 * Lets instrumentations reach modules that are imported. Only the patched modules are wrapped: wrapping every ES module
 * costs time and changes modules that nobody asked about. Call it after OpenTelemetry is loaded and before it starts.
 */
export function installModuleHooks(patched: ReadonlySet<string>): void {
  if (!supportsSyncHooks()) {
    sayLine(
      `Node.js ${process.version} has no safe synchronous module hooks: packages that are imported (ESM) give no spans, ` +
        'required ones and the built-in http do. Use Node.js 22.22.3 or later, 24.11.1 or later.',
    );
    return;
  }
  if (Object.hasOwn(globalThis, hooked)) return;
  Object.defineProperty(globalThis, hooked, { value: true });
  register({ include: [...patched].filter((name) => !isBuiltin(name)) });
}

/**
 * Patches built-in modules now. They are loaded already, so that no hook fires for them: a `require` lets the
 * instrumentation patch, and the copy to the ESM side reaches even names that are imported by now.
 */
export function patchBuiltins(patched: ReadonlySet<string>): void {
  const require = createRequire(import.meta.url);
  for (const name of patched) if (isBuiltin(name)) require(name);
  syncBuiltinESMExports();
}
