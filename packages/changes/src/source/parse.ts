import { parseSync } from 'oxc-parser';
import type { EcmaScriptModule, Severity } from 'oxc-parser';
import type { Language } from './language.ts';
import type { AstNode } from './node.ts';

/** A parsed file, or in words why it is none. */
export type ParsedSource =
  | { readonly program: AstNode; readonly module: EcmaScriptModule }
  | { readonly program?: undefined; readonly reason: string };

/** Parses a file. What does not parse wholly is not read at all, since a part of a file would look like deletions. */
export function parseSource(path: string, text: string, language: Language): ParsedSource {
  const first = parseAs(path, text, language, /\.c[jt]s$/.test(path) ? 'commonjs' : 'unambiguous');
  if (first.program !== undefined) return first;
  // `return` and `new.target` at the top of a file are CommonJS, which the name of a `.js` file does not tell.
  const second = parseAs(path, text, language, 'commonjs');
  return second.program === undefined ? first : second;
}

/** The parser's own enumeration is there for types alone. */
const errorSeverity = 'Error' as Severity;

function parseAs(path: string, text: string, lang: Language, sourceType: 'commonjs' | 'unambiguous'): ParsedSource {
  try {
    const { errors, program, module } = parseSync(path, text, { lang, sourceType, preserveParens: false });
    const fault = errors.find(({ severity }) => severity === errorSeverity);
    if (fault === undefined) return { program: program as unknown as AstNode, module };
    const offset = fault.labels[0]?.start ?? 0;
    return { reason: `line ${toLine(text, offset)}: ${fault.message}` };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

function toLine(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}
