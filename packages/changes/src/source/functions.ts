import { toExportedBindings } from './exported.ts';
import { numberFunctions, toFrames } from './frames.ts';
import { toLanguage } from './language.ts';
import type { AstNode } from './node.ts';
import { parseSource } from './parse.ts';
import type { ParsedSource } from './parse.ts';
import type { SourceFunction } from './source-function.ts';

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
  const frames = toFrames(parsed.program);
  if (frames === undefined) return { reason: tooDeep };
  const nodes = frames.map(({ node }) => node);
  const functions = numberFunctions(
    frames.map((frame) => ({ frame, offset: 0 })),
    exported,
  );
  return {
    parsed,
    functions: functions.map((each, index) => ({ function: each, node: nodes[index] ?? parsed.program })),
  };
}

/** Generated files hold sums of tens of thousands of parts, each a level deeper than the one before. */
const tooDeep = 'its expressions are nested too deeply';
