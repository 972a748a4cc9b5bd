import { toLocatedFunctions } from '../source/functions.ts';
import type { LocatedFunction, ParsedProgram } from '../source/functions.ts';
import { toBoundNames } from '../source/bound-names.ts';
import { isFunction, toNode, toNodes } from '../source/node.ts';
import type { AstNode } from '../source/node.ts';
import type { SourceFunction } from '../source/source-function.ts';
import { hasClashingDeclarations } from './clashing-declarations.ts';
import { findLeftAlone } from './left-alone.ts';

/** Where text goes into a function, as UTF-16 offsets. */
export interface ProbeSite {
  /** Right before the first statement, or before the expression of an arrow. */
  readonly enter: number;
  /** Right after the last statement, or after the expression. */
  readonly leave: number;
  /** An arrow that gives an expression. */
  readonly isExpression: boolean;
  /** True where directives come first, of which the last may end without a semicolon. */
  readonly afterDirectives: boolean;
  /** True where the function may be called before the first line of its file: declared in a module, or inside of one that is. */
  readonly isEarly: boolean;
  /** Whether putting the body into a block would change what its declarations mean, so that calls can be counted and no more. */
  readonly countsOnly: boolean;
  /** In words, why nothing may be inserted. */
  readonly leftAlone?: string;
}

/** A file as it will run, or was written, with what can be inserted where. */
export interface ProbeFile {
  readonly path: string;
  readonly text: string;
  readonly functions: readonly SourceFunction[];
  /** By the place in `functions`; `undefined` for what is no function. */
  readonly sites: readonly (ProbeSite | undefined)[];
  /** Where the line goes that every other text in the file relies on. */
  readonly prologue: Pick<ProbeSite, 'enter' | 'afterDirectives'>;
  /** In words, why nothing can be inserted at all. */
  readonly leftAlone?: string;
}

/** Reads a file as far as inserting needs it; or in words why that cannot be done. */
export function toProbeFile(path: string, text: string): ProbeFile | string {
  const found = toLocatedFunctions(path, text);
  if (found.functions === undefined) return found.reason;
  const { parsed, functions } = found;
  const leftAlone = findLeftAlone(text, parsed);
  const early = findEarly(parsed, functions);
  const body = toNodes(parsed.program, 'body');
  const own = findOwnGlobal(body);
  return {
    path,
    text,
    functions: functions.map((each) => each.function),
    sites: functions.map((each, index) => toSite(each, early.has(index), leftAlone.get(each.node))),
    prologue: toStart(body, toStartOfText(text)),
    ...(own === undefined ? {} : { leftAlone: `its file has a "${own}" of its own, which probes need` }),
  };
}

function toSite(
  { function: each, node }: LocatedFunction,
  isEarly: boolean,
  leftAlone: string | undefined,
): ProbeSite | undefined {
  if (each.kind === 'module') return undefined;
  const owner = isFunction(node) || node.type === 'StaticBlock' ? node : toNode(node, 'value');
  const common = { isEarly, ...(leftAlone === undefined ? {} : { leftAlone }) };
  if (owner?.type === 'StaticBlock') {
    const statements = toNodes(owner, 'body');
    // The brace comes after the word, with nothing but space or comments in between.
    const enter = statements[0]?.start ?? owner.end - 1;
    const countsOnly = hasClashingDeclarations(owner, statements);
    return { ...common, enter, leave: owner.end - 1, isExpression: false, afterDirectives: false, countsOnly };
  }
  const body = owner === undefined ? undefined : toNode(owner, 'body');
  if (owner === undefined || body === undefined) return undefined;
  if (body.type !== 'BlockStatement')
    return {
      ...common,
      enter: body.start,
      leave: body.end,
      isExpression: true,
      afterDirectives: false,
      countsOnly: false,
    };
  const statements = toNodes(body, 'body');
  const countsOnly = hasClashingDeclarations(owner, statements);
  return { ...common, ...toStart(statements, body.start + 1), leave: body.end - 1, isExpression: false, countsOnly };
}

/** Directives stay first: "use strict" elsewhere is a text that nobody reads. */
function toStart(statements: readonly AstNode[], start: number): ProbeFile['prologue'] {
  const directives = statements.filter((each) => typeof each['directive'] === 'string');
  const last = directives.at(-1);
  return { enter: last?.end ?? start, afterDirectives: last !== undefined };
}

/** After the line that names the interpreter and after a byte order mark. */
function toStartOfText(text: string): number {
  if (text.startsWith('\uFEFF')) return 1;
  if (!text.startsWith('#!')) return 0;
  const end = text.indexOf('\n');
  return end === -1 ? text.length : end + 1;
}

/**
 * A module of a cycle of imports can call what another one declares before that one has run a line. Only declared
 * functions are there by then, and what is inside of them.
 */
function findEarly({ module }: ParsedProgram, functions: readonly LocatedFunction[]): ReadonlySet<number> {
  const early = new Set<number>();
  if (!module.hasModuleSyntax) return early;
  for (const [index, { function: each, node }] of functions.entries()) {
    if (each.parent === undefined) continue;
    const isTop = functions[each.parent]?.function.kind === 'module';
    if (isTop ? node.type === 'FunctionDeclaration' : early.has(each.parent)) early.add(index);
  }
  return early;
}

const needed: ReadonlySet<string> = new Set(['globalThis', 'Symbol', 'Uint32Array', 'Int32Array']);

/** A name that the inserted text means globally and that the file declares itself. */
function findOwnGlobal(statements: readonly AstNode[]): string | undefined {
  const names = statements.flatMap((statement) => toDeclaredNames(toNode(statement, 'declaration') ?? statement));
  return names.find((name) => needed.has(name));
}

function toDeclaredNames(statement: AstNode): readonly string[] {
  switch (statement.type) {
    case 'VariableDeclaration':
      return toNodes(statement, 'declarations').flatMap((each) => toBoundNames(toNode(each, 'id')));
    case 'ImportDeclaration':
      return toNodes(statement, 'specifiers').flatMap((each) => toBoundNames(toNode(each, 'local')));
    default:
      return toBoundNames(toNode(statement, 'id'));
  }
}
