import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The source map of a generated file. */
export interface SourceMapFile {
  /** Without a prefix against JSON hijacking. */
  readonly json: string;
  /** Absolute paths, in the map's order; a source that is no file of this machine has none. */
  readonly sources: readonly (string | undefined)[];
  /** Texts of the sources where the map holds them. */
  readonly contents: readonly (string | null)[];
}

interface RawMap {
  readonly version?: unknown;
  readonly sections?: unknown;
  readonly sourceRoot?: string;
  readonly sources?: readonly (string | null)[];
  readonly sourcesContent?: readonly (string | null)[];
  readonly mappings?: unknown;
}

/** Reads the map that a file names in its last comment, else the one beside it; or in words why there is none. */
export async function readSourceMap(path: string, text: string): Promise<SourceMapFile | string> {
  const named = [...text.matchAll(/\/\/[#@] sourceMappingURL=(\S+)[ \t]*$/gm)].at(-1)?.[1];
  const place = named === undefined || named.startsWith('data:') ? `${path}.map` : toFile(named, dirname(path));
  const inline = named === undefined ? undefined : readDataUrl(named);
  const read = inline ?? (await readFile(place, 'utf8').catch(() => undefined));
  if (read === undefined) return named === undefined ? 'it has no source map' : `its source map ${named} is not there`;
  const json = read.replace(/^\)\]\}'[^\n]*\n/, '');
  const map = parse(json);
  if (map === undefined || !Array.isArray(map.sources) || typeof map.mappings !== 'string')
    return 'its source map is none of version 3, or one of sections';
  const folder = dirname(inline === undefined ? place : path);
  const root = map.sourceRoot ?? '';
  const toSource = (source: string | null): string | undefined =>
    source === null ? undefined : toFile(root === '' ? source : `${root.replace(/\/$/, '')}/${source}`, folder);
  return { json, sources: map.sources.map(toSource), contents: map.sourcesContent ?? [] };
}

function readDataUrl(url: string): string | undefined {
  const [, kind, data = ''] = /^data:application\/json[^,]*?(;base64)?,(.*)$/s.exec(url) ?? [];
  if (data === '') return undefined;
  return kind === undefined ? decodeURIComponent(data) : Buffer.from(data, 'base64').toString('utf8');
}

/** Bundlers write `webpack://name/./src/a.ts` and the like, a path from the folder that they ran in. */
function toFile(source: string, folder: string): string {
  if (source.startsWith('file://')) return fileURLToPath(source);
  return resolve(folder, source.replace(/^[a-z][a-z-]+:\/\/[^/]*\//, ''));
}

function parse(json: string): RawMap | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
