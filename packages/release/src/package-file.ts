import { dirname, join, sep } from 'node:path';
import type { ReleaseNote } from './note.ts';
import { readTextFile, toFolders, toRealPath } from './text-file.ts';

/** The package that an application belongs to. */
export interface PackageFile {
  readonly folder: string;
  readonly name: string | undefined;
  readonly version: string | undefined;
}

/**
 * Commands of packages that start somebody else's application: their own package.json says nothing about it.
 * Any other script inside node_modules is taken for an application that was installed, and is its own release.
 */
const starters: ReadonlySet<string> = new Set([
  '@nestjs/cli',
  '@react-router/serve',
  '@remix-run/serve',
  '@swc-node/register',
  'astro',
  'babel-node',
  'fastify-cli',
  'jest',
  'mocha',
  'next',
  'nitropack',
  'nodemon',
  'nuxt',
  'pm2',
  'serverless',
  'ts-node',
  'ts-node-dev',
  'tsx',
  'vite',
  'vitest',
]);

/** Where an application is, and the package it belongs to. */
export interface Application {
  /** The folder of its main script, or the working directory. */
  readonly folder: string;
  readonly file: PackageFile | undefined;
}

/**
 * The nearest package.json with a name or version above the main script, else above the working directory. Marker files
 * such as `{"type":"module"}` in a build folder are passed by.
 */
export function findApplication(entry: string | undefined, cwd: string, notes: ReleaseNote[]): Application {
  if (entry !== undefined) {
    const folder = dirname(toRealPath(entry));
    const file = findAbove(folder, notes);
    if (file !== undefined && !(isInstalled(folder) && starters.has(file.name ?? ''))) return { folder, file };
  }
  const folder = toRealPath(cwd);
  return { folder, file: findAbove(folder, notes) };
}

/** The folder of the package that this process runs, or its working directory where it belongs to none. */
export function findPackageFolder(entry: string | undefined = process.argv[1], cwd: string = process.cwd()): string {
  const { folder, file } = findApplication(entry, cwd, []);
  return file?.folder ?? folder;
}

/** True for a package that a package manager put there. */
export function isInstalled(folder: string): boolean {
  return folder.split(sep).includes('node_modules');
}

function findAbove(start: string, notes: ReleaseNote[]): PackageFile | undefined {
  for (const folder of toFolders(start)) {
    const path = join(folder, 'package.json');
    const text = readTextFile(path);
    if (text === undefined) continue;
    const value = parseObject(text);
    if (value === undefined)
      notes.push({ code: 'package-unreadable', message: `${path} is not JSON; it is passed by. Mend it.` });
    const name = toText(value?.['name']);
    const version = toText(value?.['version']);
    if (name !== undefined || version !== undefined) return { folder, name, version };
  }
  return undefined;
}

function toText(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
