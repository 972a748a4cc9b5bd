import { readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { StackFrame } from './stack-frame.ts';

/** Where a frame was written, before a compiler or bundler. */
export interface SourcePosition {
  /** From the folder of the sources. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The function's own name, where the map knows it. */
  readonly name: string;
}

const largestFile = 50_000_000;

/**
 * Source maps of files under a folder: what `sourceMappingURL` names (inline or beside the file), else `FILE.map`
 * (ECMA-426). A frame's file is looked for at its recorded path where that lies in the folder, else by the ends of that
 * path: `/app/dist/server.js` in a container is `dist/server.js` here. Nothing outside of the folder is read, since a
 * recorded stack can name any file.
 */
export class SourceMaps {
  readonly #root: string;
  readonly #maps = new Map<string, { readonly map: TraceMap; readonly folder: string } | undefined>();

  constructor(root: string) {
    this.#root = resolve(root);
  }

  /** `undefined` where no map is found that knows the frame. */
  find(frame: StackFrame): SourcePosition | undefined {
    if (frame.foreign) return undefined;
    const path = this.#locate(frame.file);
    if (path === undefined) return undefined;
    if (!this.#maps.has(path)) this.#maps.set(path, this.#load(path));
    const known = this.#maps.get(path);
    if (known === undefined) return undefined;
    // V8 counts columns from one, source maps from zero.
    const found = originalPositionFor(known.map, { line: frame.line, column: Math.max(0, frame.column - 1) });
    if (found.source === null) return undefined;
    const source = found.source.startsWith('file://') ? fileURLToPath(found.source) : found.source;
    const file = /^[a-z][\w+.-]+:\/\//i.test(source) ? source : relative(this.#root, resolve(known.folder, source));
    return { file: file.split(sep).join('/'), line: found.line, column: found.column + 1, name: found.name ?? '' };
  }

  #locate(recorded: string): string | undefined {
    if (!/\.[cm]?js$/.test(recorded)) return undefined;
    const parts = recorded.split(/[\\/]/).filter((part) => part !== '' && part !== '.');
    if (parts.includes('..')) return undefined;
    if (isAbsolute(recorded) && this.#isInside(recorded) && isFile(recorded)) return recorded;
    for (let from = 0; from < parts.length; from += 1) {
      const path = join(this.#root, ...parts.slice(from));
      if (isFile(path)) return path;
    }
    return undefined;
  }

  #isInside(path: string): boolean {
    const way = relative(this.#root, path);
    return !way.startsWith('..') && !isAbsolute(way);
  }

  #load(path: string): { readonly map: TraceMap; readonly folder: string } | undefined {
    try {
      const url = /\/\/[#@] ?sourceMappingURL=(\S+)\s*$/.exec(readFileSync(path, 'utf8').slice(-20_000_000))?.[1];
      const inline = /^data:application\/json[^,]*?(;base64)?,(.*)$/.exec(url ?? '');
      if (inline !== null) {
        const [, base64, data = ''] = inline;
        const text = base64 === undefined ? decodeURIComponent(data) : Buffer.from(data, 'base64').toString();
        return { map: new TraceMap(text), folder: dirname(path) };
      }
      const beside = url === undefined ? `${path}.map` : resolve(dirname(path), decodeURIComponent(url));
      if (!this.#isInside(beside) || !isFile(beside)) return undefined;
      return { map: new TraceMap(readFileSync(beside, 'utf8')), folder: dirname(beside) };
    } catch {
      // A map that cannot be read is none: the frame is shown as it was recorded.
      return undefined;
    }
  }
}

function isFile(path: string): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat?.isFile() === true && stat.size <= largestFile;
}
