import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);

/** Loads a module of this folder by its name: the bundle has it as CommonJS; elsewhere it is compiled, or runs as it is written. */
export function loadBeside(name: string): unknown {
  const path = fileURLToPath(new URL(name, import.meta.url));
  const type = ['cjs', 'js', 'ts'].find((each) => existsSync(`${path}.${each}`));
  return require(`${path}.${type ?? 'cjs'}`);
}
