import { copyFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { rolldown } from 'rolldown';

// Writes dist/duckdb/worker-bundle.js: the store's thread in one file. A thread has no cache of compiled code, and to
// find, read and compile a hundred small files was most of what opening a store took. The native library stays outside.

const folder = join(import.meta.dirname, 'dist/duckdb');
const build = await rolldown({
  input: join(folder, 'worker.js'),
  platform: 'node',
  external: [/^node:/, '@duckdb/node-bindings'],
});
await build.write({ file: join(folder, 'worker-bundle.js'), format: 'esm', comments: false });
await build.close();
const api = createRequire(import.meta.url).resolve('@duckdb/node-api');
copyFileSync(join(dirname(api), '../LICENSE'), join(folder, 'worker-bundle.LICENSE.txt'));
