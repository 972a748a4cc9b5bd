import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { rolldown } from 'rolldown';
import type { OutputChunk, Plugin } from 'rolldown';
import { catalog, toPackageName } from './src/instrumentation/catalog.ts';
import { sharedFiles, toBundleFile, toSharedFile, versionsFile } from './src/bundled.ts';

// Writes dist/bundle: this package and the parts of OpenTelemetry that it uses, in few files. Finding, reading and
// compiling some three hundred small ones is most of what a service's start pays for telemetry. OpenTelemetry's API stays
// outside: the application has to share it. What is not bundled is loaded from node_modules.

const folder = join(import.meta.dirname, 'dist/bundle');
const require = createRequire(import.meta.url);

/** Loaded by `load` when they are needed; the instrumentations come from the catalog. */
const packages = [
  '@opentelemetry/exporter-metrics-otlp-http',
  '@opentelemetry/otlp-transformer',
  '@opentelemetry/sdk-logs',
  '@opentelemetry/sdk-metrics',
];

/** Loaded by whichever thread sends: in one file with what it uses of the rest, of the API only what it warns by. */
const ofSending = '@opentelemetry/otlp-exporter-base/node-http';

/** A small file without dependencies, which would cost more to find than to have. */
const inside = new Set(['import-in-the-middle/supports-sync-hooks.mjs']);

/** What the packages of the start share with others goes into the same file. */
const ofStart = ['forwarded-parse', 'module-details-from-path', 'require-in-the-middle'];

/** Shared with the application, or looked for where it is. */
const external = ['@opentelemetry/api', 'import-in-the-middle'];

type Rewrites = readonly (readonly [from: string, to: string])[];

/** What a bundler cannot follow, and what most starts need not pay for. One that fits nothing ends the build. */
const rewrites: Rewrites = [
  ['const forwardedParse = __require("forwarded-parse");', 'import forwardedParse from "forwarded-parse";'],
  // Of resources, for a detector that few ask for; cryptography takes as long to load as the rest of the SDK.
  [
    'import { randomUUID } from "crypto";',
    'const randomUUID = () => process.getBuiltinModule("node:crypto").randomUUID();',
  ],
  // Of resources, for a file of 33 characters; Node.js brings readline and the history of its prompt along with promises.
  [
    'await promises.readFile(path, { encoding: "utf8" })',
    'process.getBuiltinModule("node:fs").readFileSync(path, { encoding: "utf8" })',
  ],
  // Of core: a WeakSet for each attribute, against cycles that only objects have. Weak tables are what V8 collects last.
  [
    'return isAnyValueInternal(val, /* @__PURE__ */ new WeakSet());',
    'return typeof val === "string" || typeof val === "number" || isAnyValueInternal(val, new WeakSet());',
  ],
  // Of resources, for the machine's id, which is in a file on Linux.
  ['import * as child_process from "child_process";', ''],
  [
    'const execAsync = util.promisify(child_process.exec);',
    'const execAsync = (line) => util.promisify(process.getBuiltinModule("node:child_process").exec)(line);',
  ],
  // Of require-in-the-middle, for messages that NODE_DEBUG turns on in place of DEBUG, whose package is larger than itself.
  [
    "const debug = require('debug')('require-in-the-middle')",
    "const debug = require('util').debuglog('require-in-the-middle')",
  ],
];

/** The same of what sends: an import of http touches all that it exports, undici and cryptography among it, 7 MiB in a thread. */
const rewritesOfSending: Rewrites = ['http', 'https'].map((name) => [
  `import("${name}")`,
  `process.getBuiltinModule("node:${name}")`,
]);

/** Of rolldown's runtime: looking at each property of `util` loads all that `util` would load at its first use. */
const copied = 'enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable';

rmSync(folder, { recursive: true, force: true });
await bundleOwn(
  ['auto', 'index', 'doctor', 'functions/start-functions', 'functions/reporter', 'export/start-carrier'],
  'register',
);
await bundleOwn(['export/export-thread', 'doctor/endpoint-thread', 'names/system-name-thread'], 'thread');
await bundleOpenTelemetry();
await bundleSending();
lighten();

/**
 * Our own modules, packages of this repository included, as CommonJS: an import of a built-in module touches all that it
 * exports, and loads what Node.js leaves to the first use. In front of each entry stands an ES module.
 */
async function bundleOwn(entries: readonly string[], shared: string): Promise<void> {
  const build = await rolldown({
    input: Object.fromEntries(
      entries.map((entry) => [entry.split('/').at(-1) ?? entry, join(import.meta.dirname, 'dist', `${entry}.js`)]),
    ),
    platform: 'node',
    external: (id) => /^[^./]/.test(id) && !id.startsWith('@seatrial/') && !inside.has(id),
  });
  const { output } = await build.write({
    dir: folder,
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
    comments: false,
    codeSplitting: { groups: [{ name: shared, minShareCount: 2 }] },
  });
  for (const chunk of output) {
    if (chunk.type !== 'chunk' || !chunk.isEntry) continue;
    const names = chunk.exports.length === 0 ? '' : `{ ${chunk.exports.join(', ')} } from `;
    const text = `${names === '' ? 'import' : 'export'} ${names}'./${chunk.fileName}';\n`;
    writeFileSync(join(folder, `${chunk.name}.js`), text);
  }
}

/** Packages of OpenTelemetry, as CommonJS with shared parts, each of which is loaded when it is needed. */
async function bundleOpenTelemetry(): Promise<void> {
  const names = [...packages, ...catalog.map((entry) => toPackageName(entry.name))];
  const apart = names.filter((name) => toSharedFile(name) === undefined);
  // Without its extension, which would make a CommonJS module of the entry.
  const together = sharedFiles.map(([file]) => [file, file.replace(/\.cjs$/, '')]);
  const input = [...together, ...apart.map((name) => [toBundleFile(name), name])];
  const groups = sharedFiles.map(([file, parts]) => ({
    name: basename(file, '.cjs'),
    test: new RegExp(`/(${[...parts, ...(file === 'otel/start.cjs' ? ofStart : [])].join('|')})/`),
  }));
  const build = await rolldown({
    input: Object.fromEntries(input.map(([file = '', name]) => [file.replace(/\.cjs$/, ''), `entry:${name}`])),
    platform: 'node',
    external,
    plugins: [entryOf(), rewrite(rewrites)],
  });
  const { output } = await build.write({
    dir: folder,
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: 'otel/shared/[name].cjs',
    comments: false,
    codeSplitting: { groups },
  });
  const chunks = output.filter((file): file is OutputChunk => file.type === 'chunk');
  const folders = findPackages(chunks.flatMap((chunk) => chunk.moduleIds));
  const versions = Object.fromEntries(folders.map(readManifest).map(({ name, version }) => [name, version]));
  writeFileSync(join(folder, 'otel/LICENSES.txt'), folders.map(toLicence).join(`\n${'-'.repeat(80)}\n`));
  writeFileSync(join(folder, versionsFile), JSON.stringify(versions));
}

async function bundleSending(): Promise<void> {
  const build = await rolldown({
    input: { [toBundleFile(ofSending).replace(/\.cjs$/, '')]: `entry:${ofSending}` },
    platform: 'node',
    plugins: [entryOf(), rewrite(rewritesOfSending)],
  });
  await build.write({ dir: folder, format: 'cjs', entryFileNames: '[name].cjs', comments: false });
}

/** `entry:NAME` has all that the package NAME exports. Instrumentations are found where auto-instrumentations-node finds them. */
function entryOf(): Plugin {
  const prefix = '\0entry:';
  const upstream = require.resolve('@opentelemetry/auto-instrumentations-node');
  return {
    name: 'entry-of',
    resolveId(id, importer) {
      if (id.startsWith('entry:')) return prefix + id.slice('entry:'.length);
      return importer?.startsWith(prefix) === true ? this.resolve(id, upstream, { skipSelf: true }) : undefined;
    },
    load(id) {
      if (!id.startsWith(prefix)) return undefined;
      const name = id.slice(prefix.length);
      const names = Object.fromEntries(sharedFiles)[`${name}.cjs`] ?? [];
      return names.length === 0
        ? `export * from '${name}';`
        : names.map((each) => `export * as '${each}' from '${each}';`).join('\n');
    },
  };
}

function rewrite(wanted: Rewrites): Plugin {
  const left = new Set(wanted.map(([from]) => from));
  return {
    name: 'rewrite',
    transform(code) {
      const fitting = wanted.filter(([from]) => code.includes(from));
      for (const [from] of fitting) left.delete(from);
      return fitting.length === 0 ? undefined : fitting.reduce((text, [from, to]) => text.replaceAll(from, to), code);
    },
    buildEnd() {
      if (left.size > 0) this.error(`nothing to rewrite: no file has ${[...left].join(', nor ')}`);
    },
  };
}

/** Takes from what was written what costs memory when it is loaded: V8 keeps a text beyond Latin-1 in two bytes a character. */
function lighten(): void {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.cjs'));
  const texts = files.map((name) => readFileSync(join(folder, name), 'utf8'));
  if (!texts.some((text) => text.includes(copied))) throw new Error(`nothing to lighten: no file has ${copied}`);
  for (const [index, text] of texts.entries()) {
    const ascii = text.replaceAll(/[^\0-\x7F]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
    writeFileSync(join(folder, files[index] ?? ''), ascii.replace(copied, 'enumerable: true'));
  }
}

/** The folders of all packages that these modules come from. */
function findPackages(moduleIds: readonly string[]): readonly string[] {
  return [...new Set(moduleIds.filter((id) => id.includes('node_modules')).map(toPackageFolder))].toSorted();
}

function toPackageFolder(id: string): string {
  let path = dirname(id);
  while (!existsSync(join(path, 'package.json')) || readManifest(path).version === undefined) path = dirname(path);
  return path;
}

function toLicence(path: string): string {
  const { name, version, license } = readManifest(path);
  const file = readdirSync(path).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? '' : `\n\n${readFileSync(join(path, file), 'utf8').trim()}`;
  return `${name} ${version} (${license})${text}\n`;
}

function readManifest(path: string): Readonly<Record<'name' | 'version' | 'license', string | undefined>> {
  return JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as Record<'name' | 'version' | 'license', string>;
}
