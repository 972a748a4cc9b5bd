import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { SeatrialError } from '@seatrial/model';
import type { SeatrialConfig } from './config.ts';
import type { ConfigSource } from './source.ts';

export const configFileNames = [
  'seatrial.config.ts',
  'seatrial.config.mts',
  'seatrial.config.js',
  'seatrial.config.mjs',
  'seatrial.config.json',
] as const;

export interface LoadedConfig {
  readonly config: SeatrialConfig;
  /** Where it was found; undefined where there is none, and all is by default. */
  readonly path: string | undefined;
}

/**
 * The configuration that `file` names, else the nearest one in `folder` or above it, up to the root of the repository.
 * Rejects with `SEATRIAL_BAD_ARGUMENT` where it is missing, cannot be read, or says what it may not: with file and line.
 */
export async function loadConfig(file?: string, folder: string = process.cwd()): Promise<LoadedConfig> {
  const path = file === undefined ? findConfig(folder) : resolve(folder, file);
  if (path === undefined) return { config: {}, path };
  if (!existsSync(path)) throw new SeatrialError('SEATRIAL_BAD_ARGUMENT', `There is no ${path}.`);
  const shown = relative(folder, path).startsWith('..') ? path : relative(folder, path);
  // Loaded only here: most commands of a project without a configuration do without.
  const { parseConfig } = await import('./parse-config.ts');
  return { config: parseConfig(await openSource(path, shown), shown), path };
}

function findConfig(folder: string): string | undefined {
  for (let here = resolve(folder); ; here = dirname(here)) {
    const found = configFileNames.map((name) => join(here, name)).filter((path) => existsSync(path));
    if (found.length > 1)
      throw new SeatrialError('SEATRIAL_BAD_ARGUMENT', `There are ${found.join(' and ')}. Keep one of them.`);
    if (found[0] !== undefined) return found[0];
    if (existsSync(join(here, '.git')) || dirname(here) === here) return undefined;
  }
}

async function openSource(path: string, shown: string): Promise<ConfigSource> {
  if (!path.endsWith('.json')) return (await import('./module-source.ts')).loadModuleSource(path);
  const { parseJsonSource } = await import('./json-source.ts');
  return parseJsonSource(readFileSync(path, 'utf8'), shown);
}
