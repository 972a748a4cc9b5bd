import { toFirstToken } from './chunks.ts';
import { toExportedBindings } from './exported.ts';
import { numberFunctions, toFrames } from './frames.ts';
import type { PlacedFrame } from './frames.ts';
import type { Language } from './language.ts';
import { hasEscapes, mayExport } from './may-hold.ts';
import { parsePart } from './parse.ts';
import type { Part } from './part.ts';
import type { SourceFunction } from './source-function.ts';
import type { Frame } from './walker.ts';

/** One version of a file, cut into parts. */
export interface CutFile {
  readonly path: string;
  readonly text: string;
  readonly language: Language;
  readonly parts: readonly Part[];
  readonly isModule: boolean;
}

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
    return this.#file.parts[index]?.text ?? '';
  }

  toNames(): Iterable<string> {
    return this.#toOwnFrames().map(({ frame }) => frame.name);
  }

  /** Reads what may export functions of the parts that were read. */
  readExports(): boolean {
    const found = this.#toOwnFrames().flatMap(({ frame: { root } }) => (root === undefined ? [] : [root]));
    const roots = [...new Set(found)].filter((root) => !this.#exported.has(root));
    return this.#file.parts.every(({ text }, index) => {
      if (this.#frames.has(index) || !text.includes('export')) return true;
      if (!hasEscapes(text) && !roots.some((root) => mayExport(text, root))) return true;
      return this.#parse(index) !== undefined;
    });
  }

  /** What the file does outside of functions in parts, those that are not `skipped`; each run of parts has its mark in front. */
  toModuleTokens(skipped: ReadonlyMap<number, number>): readonly string[] {
    const tokens: string[] = [];
    let last = -1;
    let passed = 0;
    for (const index of this.#file.parts.keys()) {
      if (skipped.has(index)) passed += 1;
      else {
        const own = this.#frames.get(index)?.[0]?.tokens ?? [];
        if (own.length > 0 && passed !== last) tokens.push(`# ${passed}`);
        if (own.length > 0) last = passed;
        tokens.push(...own);
      }
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
    return this.#file.parts.flatMap(({ start }, index) =>
      (this.#frames.get(index) ?? []).slice(1).map((frame) => ({ frame, offset: start })),
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
