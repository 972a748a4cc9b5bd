import { parseSync } from 'oxc-parser';
import type { Comment, EcmaScriptModule, ParserOptions, Severity } from 'oxc-parser';
import type { Language } from './language.ts';
import type { AstNode } from './node.ts';

/** A parsed file, or in words why it is none. */
export type ParsedSource =
  | {
      readonly program: AstNode;
      readonly module: EcmaScriptModule;
      readonly comments: readonly Comment[];
    }
  | { readonly program?: undefined; readonly reason: string };

/** A place in a text at which the parser finds fault. */
export interface Fault {
  readonly offset: number;
  readonly message: string;
}

/** Parses a file. What does not parse wholly is not read at all, since a part of a file would look like deletions. */
export function parseSource(path: string, text: string, language: Language, keepsParentheses = false): ParsedSource {
  const parse = (sourceType: 'commonjs' | 'unambiguous'): ParsedSource =>
    toParsed(text, parseAs(path, text, { lang: language, sourceType, preserveParens: keepsParentheses }));
  const first = parse(/\.c[jt]s$/.test(path) ? 'commonjs' : 'unambiguous');
  if (first.program !== undefined) return first;
  // `return` and `new.target` at the top of a file are CommonJS, which the name of a `.js` file does not tell.
  const second = parse('commonjs');
  return second.program === undefined ? first : second;
}

/** Parses a part of a file, as what the whole of it is. */
export function parsePart(path: string, text: string, language: Language, isModule: boolean): ParsedSource {
  if (!isModule) return parseSource(path, text, language);
  return toParsed(text, parseAs(path, text, { lang: language, sourceType: 'module', preserveParens: false }));
}

function toParsed(text: string, given: Parsed | string): ParsedSource {
  if (typeof given === 'string') return { reason: given };
  const fault = given.faults[0];
  if (fault !== undefined) return { reason: `line ${toLine(text, fault.offset)}: ${fault.message}` };
  return { program: given.program, module: given.module, comments: given.comments };
}

/** What an engine would refuse in a text, names that are declared twice among it; in the order of the text. */
export function findFaults(path: string, text: string, language: Language): readonly Fault[] {
  const options = { lang: language, preserveParens: false, showSemanticErrors: true };
  const first = parseAs(path, text, { ...options, sourceType: /\.c[jt]s$/.test(path) ? 'commonjs' : 'unambiguous' });
  const faults = typeof first === 'string' ? [{ offset: 0, message: first }] : first.faults;
  if (faults.length === 0) return faults;
  const second = parseAs(path, text, { ...options, sourceType: 'commonjs' });
  return typeof second !== 'string' && second.faults.length < faults.length ? second.faults : faults;
}

/** The parser's own enumeration is there for types alone. */
const errorSeverity = 'Error' as Severity;

interface Parsed {
  readonly program: AstNode;
  readonly module: EcmaScriptModule;
  readonly comments: readonly Comment[];
  readonly faults: readonly Fault[];
}

function parseAs(path: string, text: string, options: ParserOptions): Parsed | string {
  try {
    const result = parseSync(path, text, options);
    const { module, comments } = result;
    const faults = result.errors
      .filter(({ severity }) => severity === errorSeverity)
      .map(({ labels, message }) => ({ offset: labels[0]?.start ?? 0, message }));
    return { program: result.program as unknown as AstNode, module, comments, faults };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function toLine(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}
