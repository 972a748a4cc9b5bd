import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toProbeFile } from '../plan/probe-site.ts';
import type { ProbeFile } from '../plan/probe-site.ts';
import { toPath } from '../plan/running-file.ts';
import type { SourceMapFile } from './source-map-file.ts';

/** A source of a map that is a file of the repository, as the bundler saw it. */
export interface SourceFile {
  /** From the top of the repository, with `/`. */
  readonly file: string;
  readonly probes: ProbeFile;
}

/** Finds sources of maps in a repository and reads each once. */
export class SourceFiles {
  readonly #repository: string;
  readonly #tracked: ReadonlySet<string>;
  /** By the end of the path, where only one file has it; some tools write nothing else. */
  readonly #byName = new Map<string, string | undefined>();
  readonly #read = new Map<string, SourceFile | undefined>();

  constructor(repository: string, tracked: readonly string[]) {
    this.#repository = repository;
    this.#tracked = new Set(tracked);
    for (const file of tracked) {
      const name = file.split('/').at(-1) ?? file;
      this.#byName.set(name, this.#byName.has(name) ? undefined : file);
    }
  }

  /** The source with this number in a map; `undefined` where it is none of the repository's, or does not parse. */
  async find(map: SourceMapFile, index: number): Promise<SourceFile | undefined> {
    const file = this.#toFile(map.sources[index]);
    if (file === undefined) return undefined;
    const content = map.contents[index] ?? undefined;
    const text = content ?? (await readFile(join(this.#repository, file), 'utf8').catch(() => undefined));
    if (text === undefined) return undefined;
    const key = `${file}\0${text}`;
    if (!this.#read.has(key)) {
      const probes = toProbeFile(file, text);
      this.#read.set(key, typeof probes === 'string' ? undefined : { file, probes });
    }
    return this.#read.get(key);
  }

  #toFile(path: string | undefined): string | undefined {
    if (path === undefined) return undefined;
    const file = toPath(this.#repository, path);
    if (file !== undefined && this.#tracked.has(file)) return file;
    if (/[\\/]node_modules[\\/]/.test(path)) return undefined;
    const name = path.split(/[\\/]/).at(-1) ?? '';
    return this.#byName.get(name);
  }
}
