import { copyFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { rolldown } from 'rolldown';
import type { Plugin } from 'rolldown';

// Writes dist/bundle: this package and the words it shares with others in one file, and beside it those that are loaded by who
// makes a plan. To find, read and compile sixty small files takes longer than to compare two commits. What both need is in
// both, since a file of its own would be found and read for each comparison.

const dist = join(import.meta.dirname, 'dist');
const folder = join(dist, 'bundle');
const require = createRequire(import.meta.url);

/** Where npm puts the parser's native part on most machines. */
const places = {
  'darwin-arm64': 'darwin-arm64',
  'darwin-x64': 'darwin-x64',
  'linux-arm64': 'linux-arm64-gnu',
  'linux-x64': 'linux-x64-gnu',
  'win32-x64': 'win32-x64-msvc',
};

/**
 * Of the parser what is used: the rest, visitors and ways to read its memory, takes as long to load as the parser itself, and
 * so does its own search for its native part. That search is made where the part is not in its usual place, as under another
 * C library, or where its variables say something else.
 */
const parser = `
import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { wrap } from 'oxc-parser/src-js/wrap.js';
export { default as visitorKeys } from 'oxc-parser/src-js/generated/visit/keys.js';

const places = ${JSON.stringify(places)};
const parse = /* @__PURE__ */ load();

function load() {
  const require = createRequire(import.meta.url);
  const place = places[process.platform + '-' + process.arch];
  const told = Object.keys(process.env).some((name) => name.startsWith('NAPI_RS_'));
  const home = place === undefined || told ? undefined : find(import.meta.dirname, 'oxc-parser');
  const file = '@oxc-parser/binding-' + place + '/parser.' + place + '.node';
  const native = home === undefined ? undefined : find(realpathSync(home), file);
  try {
    if (native !== undefined) return require(native).parseSync;
  } catch {}
  return require('oxc-parser/src-js/bindings.js').parseSync;
}

function find(from, inside) {
  const found = join(from, 'node_modules', inside);
  if (existsSync(found)) return found;
  const above = dirname(from);
  return above === from ? undefined : find(above, inside);
}

export function parseSync(...given) {
  return wrap(parse(...given));
}
`;

/** A module of Node.js whose functions load it when they are called: an import would, and read each of its properties, too. */
function toBuiltin(id: string): string {
  const load = `process.getBuiltinModule('${id}')`;
  const lines = Object.entries<unknown>(require(id)).map(([name, value]) => {
    if (name === 'default') return '';
    if (typeof value === 'function') return `export const ${name} = (...given) => ${load}.${name}(...given);`;
    return typeof value === 'string' ? `export const ${name} = /* @__PURE__ */ (() => ${load}.${name})();` : '';
  });
  return lines.join('\n');
}

const lean: Plugin = {
  name: 'lean',
  resolveId(id, importer) {
    if (importer !== undefined && /\/(?:create|write)-plan\.js$/.test(id))
      return { id: id.replace(/^.*\//, './'), external: true };
    return id === 'oxc-parser' || id.startsWith('node:') ? `\0${id}` : undefined;
  },
  load(id) {
    if (id === '\0oxc-parser') return { code: parser, moduleSideEffects: false };
    return id.startsWith('\0node:') ? { code: toBuiltin(id.slice(1)), moduleSideEffects: false } : undefined;
  },
};

async function write(input: Readonly<Record<string, string>>): Promise<void> {
  const build = await rolldown({
    input,
    platform: 'node',
    plugins: [lean],
    treeshake: { propertyReadSideEffects: false },
    external: ['@jridgewell/trace-mapping'],
    makeAbsoluteExternalsRelative: false,
  });
  await build.write({ dir: folder, format: 'esm', chunkFileNames: '[name].js', comments: false });
  await build.close();
}

rmSync(folder, { recursive: true, force: true });
await write({ index: join(dist, 'index.js') });
await write({ 'create-plan': join(dist, 'plan/create-plan.js'), 'write-plan': join(dist, 'plan/write-plan.js') });
copyFileSync(
  join(dirname(require.resolve('oxc-parser/package.json')), 'LICENSE'),
  join(folder, 'oxc-parser.LICENSE.txt'),
);
