import { hash } from 'node:crypto';
import { toExportedBindings } from './exported.ts';
import { toLanguage } from './language.ts';
import type { AstNode } from './node.ts';
import { parseSource } from './parse.ts';
import type { ParsedSource } from './parse.ts';
import type { SourceFunction } from './source-function.ts';
import { Walker } from './walker.ts';
import type { Frame } from './walker.ts';

/** The functions of a file in the order of the text, `<module>` first; or in words why it cannot be read. */
export type SourceFunctions =
  | { readonly functions: readonly SourceFunction[] }
  | { readonly functions?: undefined; readonly reason: string };

/** A function with the node that it is: a function, a class member, a property or a static block. */
export interface LocatedFunction {
  readonly function: SourceFunction;
  readonly node: AstNode;
}

/** A file with its functions and where they are written; or in words why it cannot be read. */
export type LocatedFunctions =
  | { readonly parsed: ParsedProgram; readonly functions: readonly LocatedFunction[] }
  | { readonly functions?: undefined; readonly reason: string };

export type ParsedProgram = Extract<ParsedSource, { readonly program: AstNode }>;

/** Finds the functions of a JavaScript or TypeScript file. The path says which language it is; nothing is read from disk. */
export function toSourceFunctions(path: string, text: string): SourceFunctions {
  const found = locate(path, text, false);
  return found.functions === undefined ? found : { functions: found.functions.map((each) => each.function) };
}

/** The same with their nodes, in which parentheses are nodes, too, so that text can be put right before or after them. */
export function toLocatedFunctions(path: string, text: string): LocatedFunctions {
  return locate(path, text, true);
}

function locate(path: string, text: string, keepsParentheses: boolean): LocatedFunctions {
  const language = toLanguage(path);
  if (language === undefined) return { reason: 'it is neither JavaScript nor TypeScript by its name' };
  const parsed = parseSource(path, text, language, keepsParentheses);
  if (parsed.program === undefined) return { reason: parsed.reason };
  const exported = toExportedBindings(parsed.program, parsed.module);
  const walked = walk(parsed.program);
  if (walked === undefined) return { reason: 'its expressions are nested too deeply' };
  const frames = walked.toSorted((a, b) => a.start - b.start || b.end - a.end);
  const indexes = new Map(frames.map((frame, index) => [frame, index]));
  const seen = new Map<string, number>();
  const functions = frames.map(({ name, parent, kind, root, node, start, end, tokens }) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    const each = {
      name: count === 1 ? name : `${name}~${count}`,
      baseName: name,
      parent: parent === undefined ? undefined : indexes.get(parent),
      kind,
      exported: root !== undefined && exported.has(root),
      start,
      end,
      tokens,
      hash: toHash(tokens),
    };
    return { function: each, node };
  });
  return { parsed, functions };
}

/** Generated files hold sums of tens of thousands of parts, each a level deeper than the one before. */
function walk(program: AstNode): readonly Frame[] | undefined {
  try {
    return new Walker().walk(program);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** As JSON, so that no two lists give one text. */
function toHash(tokens: readonly string[]): string {
  return hash('sha256', JSON.stringify(tokens)).slice(0, 32);
}
