import { toFirstToken } from './chunks.ts';
import { findParts, toPartText } from './cut-file.ts';
import type { CutFile } from './cut-file.ts';
import { toExportedBindings } from './exported.ts';
import { numberFunctions, toFrames } from './frames.ts';
import type { PlacedFrame } from './frames.ts';
import { escapes, mayExport } from './may-hold.ts';
import { parsePart } from './parse.ts';
import type { SourceFunction } from './source-function.ts';
import type { Frame } from './walker.ts';

/** Reads some parts of a file. */
export class SideReader {
  readonly #file: CutFile;
  readonly #frames = new Map<number, readonly Frame[]>();
  readonly #exported = new Set<string>();

  constructor(file: CutFile) {
    this.#file = file;
  }

  /** Whether the part, now or before, could be read. */
  read(index: number): boolean {
    if (this.#frames.has(index)) return true;
    const program = this.#parse(index);
    const frames = program === undefined ? undefined : toFrames(program);
    if (frames === undefined) return false;
    this.#frames.set(index, frames);
    return true;
  }

  toText(index: number): string {
    return toPartText(this.#file, index);
  }

  /** The parts that hold a word. */
  find(word: string): readonly number[] {
    return findParts(this.#file, word);
  }

  /** The parts in which words may be written with escapes. */
  findEscapes(): readonly number[] {
    return findParts(this.#file, escapes);
  }

  toNames(): Iterable<string> {
    return this.#toOwnFrames().map(({ frame }) => frame.name);
  }

  /** Reads what may export functions of the parts that were read. */
  readExports(): boolean {
    const found = this.#toOwnFrames().flatMap(({ frame: { root } }) => (root === undefined ? [] : [root]));
    const roots = [...new Set(found)].filter((root) => !this.#exported.has(root));
    const unsure = new Set(this.findEscapes());
    for (const root of roots)
      for (const index of this.find(root)) if (mayExport(this.toText(index), root)) unsure.add(index);
    return [...unsure].every((index) => {
      if (this.#frames.has(index) || !this.toText(index).includes('export')) return true;
      return this.#parse(index) !== undefined;
    });
  }

  /** What the file does outside of functions in the parts that differ; each run of them has its mark in front. */
  toModuleTokens(parts: readonly number[]): readonly string[] {
    const tokens: string[] = [];
    let last = -1;
    for (const [count, index] of parts.entries()) {
      const passed = index - count;
      const own = this.#frames.get(index)?.[0]?.tokens ?? [];
      if (own.length > 0 && passed !== last) tokens.push(`# ${passed}`);
      if (own.length > 0) last = passed;
      tokens.push(...own);
    }
    return tokens;
  }

  toFunctions(moduleTokens: readonly string[]): readonly SourceFunction[] {
    const { text, language } = this.#file;
    const own = this.#toOwnFrames();
    const node = { type: 'Program', start: language === 'jsx' ? 0 : toFirstToken(text), end: text.length };
    const module: Frame = {
      name: '<module>',
      parent: undefined,
      kind: 'module',
      root: undefined,
      node,
      start: node.start,
      end: node.end,
      tokens: [...moduleTokens],
      declared: [],
    };
    return numberFunctions([{ frame: module, offset: 0 }, ...own], this.#exported);
  }

  #toOwnFrames(): readonly PlacedFrame[] {
    return [...this.#frames.keys()]
      .toSorted((a, b) => a - b)
      .flatMap((index) =>
        (this.#frames.get(index) ?? []).slice(1).map((frame) => ({ frame, offset: this.#file.cuts[index] ?? 0 })),
      );
  }

  #parse(index: number): ReturnType<typeof parsePart>['program'] {
    const { path, language, isModule } = this.#file;
    const text = this.toText(index);
    const parsed = parsePart(path, text, language, isModule);
    if (parsed.program === undefined) return undefined;
    for (const binding of toExportedBindings(parsed.program, parsed.module)) this.#exported.add(binding);
    return parsed.program;
  }
}
