import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { loadInstalled } from './installed.ts';
import type { Form } from './suite/subject.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const fixtures = join(import.meta.dirname, 'fixtures');

/** A way from the fixtures to JavaScript. */
export interface Compiler {
  readonly name: string;
  readonly form: Form;
  /** The fixtures that it can compile. */
  readonly files: readonly string[];
  /** Cases that it has no code for, with its own words as the reason. */
  readonly lacks?: Readonly<Record<string, string>>;
  /** Writes one file of each fixture; `undefined` where the compiler is not installed. */
  compile(files: readonly string[], folder: string): Promise<true | undefined>;
}

type Transform = (source: string, file: string) => Promise<{ readonly code: string; readonly map: string }>;

/** For compilers that take one file at a time. */
async function compileEach(files: readonly string[], folder: string, transform: Transform): Promise<true> {
  for (const file of files) {
    const { code, map } = await transform(
      readFileSync(join(fixtures, `${file}.ts`), 'utf8'),
      join(fixtures, `${file}.ts`),
    );
    writeFileSync(join(folder, `${file}.js`), `${code}\n//# sourceMappingURL=${file}.js.map\n`);
    writeFileSync(join(folder, `${file}.js.map`), map);
  }
  return true;
}

async function compileWithTypeScript(
  paths: readonly string[],
  source: string,
  folder: string,
  flags: readonly string[],
): Promise<void> {
  const shared = ['--target', 'es2023', '--module', 'nodenext', '--sourceMap', '--noCheck', '--noResolve'];
  const layout = ['--ignoreConfig', '--rewriteRelativeImportExtensions', '--rootDir', source, '--outDir', folder];
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  await run(process.execPath, [compiler, ...shared, ...layout, ...flags, ...paths]);
}

function withTypeScript(...flags: readonly string[]): Compiler['compile'] {
  return async (files, folder) => {
    const paths = files.map((file) => join(fixtures, `${file}.ts`));
    await compileWithTypeScript(paths, fixtures, folder, flags);
    return true;
  };
}

interface Babel {
  transformAsync(source: string, options: object): Promise<{ readonly code: string; readonly map: object }>;
}

function withBabel(decorators: object): Compiler['compile'] {
  return async (files, folder) => {
    const babel = await loadInstalled<Babel>('@babel/core');
    if (babel === undefined) return undefined;
    return compileEach(files, folder, async (source, file) => {
      const isLegacy = 'version' in decorators && decorators.version === 'legacy';
      const supported = isLegacy ? source.replace(/@trace(?=\n *public \[)/, '') : source;
      const { code, map } = await babel.transformAsync(supported, {
        filename: file,
        cwd: import.meta.dirname,
        configFile: false,
        sourceMaps: true,
        presets: ['@babel/preset-typescript'],
        plugins: [['@babel/plugin-proposal-decorators', decorators]],
      });
      return { code, map: JSON.stringify({ ...map, sources: [pathToFileURL(file).href] }) };
    });
  };
}

interface Swc {
  transform(source: string, options: object): Promise<{ readonly code: string; readonly map: string }>;
}

function withSwc(transform: object): Compiler['compile'] {
  return async (files, folder) => {
    const swc = await loadInstalled<Swc>('@swc/core');
    if (swc === undefined) return undefined;
    return compileEach(files, folder, (source, file) =>
      swc.transform(source, {
        filename: file,
        swcrc: false,
        sourceMaps: true,
        module: { type: 'es6' },
        jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true }, transform },
      }),
    );
  };
}

interface Esbuild {
  transform(source: string, options: object): Promise<{ readonly code: string; readonly map: string }>;
}

function withEsbuild(compilerOptions: object): Compiler['compile'] {
  return async (files, folder) => {
    const esbuild = await loadInstalled<Esbuild>('esbuild');
    if (esbuild === undefined) return undefined;
    return compileEach(files, folder, (source, file) =>
      esbuild.transform(source, {
        loader: 'ts',
        // Otherwise it calls classes _Till, for the program as for us.
        keepNames: true,
        target: 'es2023',
        sourcemap: 'external',
        sourcefile: file,
        tsconfigRaw: { compilerOptions },
      }),
    );
  };
}

/** Decorators taken out, types too, as Node.js itself does: what a plain function sees. */
const withoutDecorators: Compiler['compile'] = (files, folder) => {
  for (const file of files) {
    const source = readFileSync(join(fixtures, `${file}.ts`), 'utf8').replaceAll(/^ *@(?:trace|marked)$/gm, '');
    writeFileSync(join(folder, `${file}.js`), stripTypeScriptTypes(source));
  }
  return Promise.resolve(true);
};

const everything = ['shop', 'modern', 'whole-class'];
const common = ['shop', 'whole-class'];

export const compilers: readonly Compiler[] = [
  { name: 'standard, TypeScript 7', form: 'standard', files: everything, compile: withTypeScript() },
  { name: 'standard, Babel', form: 'standard', files: everything, compile: withBabel({ version: '2023-11' }) },
  {
    name: 'standard, SWC',
    form: 'standard',
    files: everything,
    compile: withSwc({ decoratorVersion: '2023-11' }),
  },
  { name: 'standard, esbuild', form: 'standard', files: everything, compile: withEsbuild({}) },
  {
    name: 'legacy, TypeScript 7',
    form: 'legacy',
    files: common,
    compile: withTypeScript('--experimentalDecorators', '--emitDecoratorMetadata'),
  },
  {
    name: 'legacy, Babel',
    form: 'legacy',
    files: common,
    lacks: { 'a method with a symbol for its key': 'Computed method/property decorators are not yet supported.' },
    compile: withBabel({ version: 'legacy' }),
  },
  {
    name: 'legacy, SWC',
    form: 'legacy',
    files: common,
    compile: withSwc({ legacyDecorator: true, decoratorMetadata: true }),
  },
  {
    name: 'legacy, esbuild',
    form: 'legacy',
    files: common,
    compile: withEsbuild({ experimentalDecorators: true }),
  },
  { name: 'plain functions', form: 'function', files: ['shop'], compile: withoutDecorators },
];

/**
 * Compiles the fixtures into a folder of their own, from which Node.js resolves packages as everywhere.
 * `purpose` keeps apart what runs at once.
 */
export async function compileFixtures(
  compiler: Compiler,
  purpose: string,
): Promise<((file: string) => Promise<unknown>) | undefined> {
  const folder = join(root, 'node_modules/.cache/seatrial-traced', purpose, compiler.name.replaceAll(/\W+/g, '-'));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  if ((await compiler.compile(compiler.files, folder)) === undefined) return undefined;
  return (file) => import(pathToFileURL(join(folder, `${file}.js`)).href);
}

/** Compiles an application of apps/ for legacy decorators, beside the packages of test/traced/package.json. */
export async function compileApp(name: string): Promise<() => Promise<unknown>> {
  const folder = join(import.meta.dirname, 'node_modules/.cache/seatrial-traced', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const source = join(import.meta.dirname, 'apps');
  const flags = ['--experimentalDecorators', '--emitDecoratorMetadata', '--isolatedModules'];
  await compileWithTypeScript([join(source, `${name}.ts`)], source, folder, flags);
  return () => import(pathToFileURL(join(folder, `${name}.js`)).href);
}
