import { readFileSync, statSync } from 'node:fs';
import { SourceMap } from 'node:module';
import type { SourceMapPayload } from 'node:module';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Location } from './location.ts';

/** Bytes of a map that is read; reading it holds up the first call of the first function of its file. */
const mapBytes = 2_097_152;
const cacheSize = 50;

interface LoadedMap {
  readonly map: SourceMap;
  readonly folder: string;
}

const maps = new Map<string, LoadedMap | undefined>();

/** Where a position of a compiled file was written. `undefined` where the file has no map. Lines from 1, columns from 0. */
export function toOriginalPosition(path: string, text: string, line: number, column: number): Location | undefined {
  if (!maps.has(path)) {
    if (maps.size >= cacheSize) maps.clear();
    maps.set(path, loadMap(path, text));
  }
  const loaded = maps.get(path);
  if (loaded === undefined) return undefined;
  const entry = loaded.map.findEntry(line - 1, column);
  if (!('originalSource' in entry) || entry.originalSource === undefined) return undefined;
  return { path: toPath(entry.originalSource, loaded), line: entry.originalLine + 1 };
}

function loadMap(path: string, text: string): LoadedMap | undefined {
  const reference = /\n\/\/[#@] sourceMappingURL=(\S+)\s*$/.exec(text)?.[1];
  if (reference === undefined) return undefined;
  const inline = /^data:application\/json[^,]*;base64,(.*)$/.exec(reference)?.[1];
  const file = reference.startsWith('file:') ? fileURLToPath(reference) : join(dirname(path), decodeURI(reference));
  try {
    if (inline === undefined && statSync(file).size > mapBytes) return undefined;
    const json = inline === undefined ? readFileSync(file, 'utf8') : Buffer.from(inline, 'base64').toString();
    return {
      map: new SourceMap(JSON.parse(json) as SourceMapPayload),
      folder: dirname(inline === undefined ? file : path),
    };
  } catch {
    // A map that is missing or broken: the position in the compiled file stands.
    return undefined;
  }
}

/** Node's SourceMap has put `sourceRoot` before the source already. */
function toPath(source: string, { folder }: LoadedMap): string {
  if (source.startsWith('file:')) return fileURLToPath(source);
  return isAbsolute(source) || /^[a-z-]+:\/\//.test(source) ? source : join(folder, source);
}
