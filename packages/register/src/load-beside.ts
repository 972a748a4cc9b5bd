import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);

/**
 * Loads a module of this package when it is needed.
 * @param path without its extension, beside this file. The bundle has it as CommonJS, under its name alone; elsewhere it is
 * compiled, or runs as it is written.
 */
export function loadBeside(path: string): unknown {
  const names = [`${basename(path)}.cjs`, `${path}.js`, `${path}.ts`];
  const paths = names.map((name) => fileURLToPath(new URL(name, import.meta.url)));
  return require(paths.find((each) => existsSync(each)) ?? path);
}
