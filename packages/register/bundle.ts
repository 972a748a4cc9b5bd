import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { rolldown } from 'rolldown';
import type { OutputChunk, Plugin } from 'rolldown';
import { catalog, toPackageName } from './src/instrumentation/catalog.ts';
import { toBundleFile, versionsFile } from './src/bundled.ts';

// Writes dist/bundle: this package and the parts of OpenTelemetry that it uses, in few files. Finding, reading and
// compiling some three hundred small ones is most of what a service's start pays for telemetry. OpenTelemetry's API stays
// outside: the application has to share it. What is not bundled is loaded from node_modules.

const folder = join(import.meta.dirname, 'dist/bundle');
const require = createRequire(import.meta.url);

/** Loaded by `load` in the main thread; the instrumentations come from the catalog. */
const packages = [
  '@opentelemetry/context-async-hooks',
  '@opentelemetry/core',
  '@opentelemetry/exporter-metrics-otlp-http',
  '@opentelemetry/instrumentation',
  '@opentelemetry/otlp-exporter-base/node-http',
  '@opentelemetry/otlp-transformer',
  '@opentelemetry/resources',
  '@opentelemetry/sdk-logs',
  '@opentelemetry/sdk-metrics',
  '@opentelemetry/sdk-trace',
];

/** Shared with the application, or looked for where it is. */
const external = ['@opentelemetry/api', 'import-in-the-middle', 'supports-color'];

rmSync(folder, { recursive: true, force: true });
await bundleOwn();
await bundleOpenTelemetry();

/** Our own modules, as ES modules. Packages of this repository are taken in, all others stay outside. */
async function bundleOwn(): Promise<void> {
  const entries = ['auto', 'index', 'doctor', 'export/export-thread', 'doctor/endpoint-thread'];
  const build = await rolldown({
    input: Object.fromEntries(
      entries.map((entry) => [entry.split('/').at(-1) ?? entry, join(import.meta.dirname, 'dist', `${entry}.js`)]),
    ),
    platform: 'node',
    external: (id) => /^[^./]/.test(id) && !id.startsWith('@seatrial/'),
  });
  await build.write({ dir: folder, format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name].js' });
}

/** Packages of OpenTelemetry, as CommonJS with shared parts, each of which is loaded when it is needed. */
async function bundleOpenTelemetry(): Promise<void> {
  const names = [...packages, ...catalog.map((entry) => toPackageName(entry.name))];
  const build = await rolldown({
    input: Object.fromEntries(names.map((name) => [toBundleFile(name).replace(/\.cjs$/, ''), `entry:${name}`])),
    platform: 'node',
    external,
    plugins: [entryOf(), requireInside()],
  });
  const { output } = await build.write({
    dir: folder,
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: 'otel/shared/[name].cjs',
  });
  const chunks = output.filter((file): file is OutputChunk => file.type === 'chunk');
  const inside = findPackages(chunks.flatMap((chunk) => chunk.moduleIds));
  const versions = Object.fromEntries(inside.map(readManifest).map(({ name, version }) => [name, version]));
  writeFileSync(join(folder, 'otel/LICENSES.txt'), inside.map(toLicence).join(`\n${'-'.repeat(80)}\n`));
  writeFileSync(join(folder, versionsFile), JSON.stringify(versions));
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
    load: (id) => (id.startsWith(prefix) ? `export * from '${id.slice(prefix.length)}';` : undefined),
  };
}

/** instrumentation-http's ES module requires a package that is CommonJS, which a bundler leaves to run time. */
function requireInside(): Plugin {
  return {
    name: 'require-inside',
    transform: (code) =>
      code.includes('__require("forwarded-parse")')
        ? `import forwarded from 'forwarded-parse';\n${code.replaceAll('__require("forwarded-parse")', 'forwarded')}`
        : undefined,
  };
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
