import { toChildKeys } from '../source/child-keys.ts';
import type { ParsedProgram } from '../source/functions.ts';
import { isFunction, isNode, toNode, toNodes, toText, unwrap } from '../source/node.ts';
import type { AstNode } from '../source/node.ts';
import { toSentFunctions } from './sent-elsewhere.ts';

/** Why the text of a function must stay as it is, by node; what is inside of such a function has an entry, too. */
export type LeftAlone = ReadonlyMap<AstNode, string>;

/** Finds the functions marked by the comment `seatrial-ignore`, and those whose own text runs in another place. */
export function findLeftAlone(text: string, { program, comments }: ParsedProgram): LeftAlone {
  const marked = new Set(
    comments
      .filter(({ value }) => /^\W*seatrial-ignore\b/.test(value))
      .map(({ end }) => skipSpace(text, end, comments)),
  );
  const finder = new Finder(marked);
  for (const statement of toNodes(program, 'body')) finder.visit(statement, undefined);
  finder.visitNamed();
  return finder.found;
}

class Finder {
  readonly found = new Map<AstNode, string>();
  readonly #marked: ReadonlySet<number>;
  readonly #byName = new Map<string, AstNode[]>();
  readonly #sent = new Map<string, string>();

  constructor(marked: ReadonlySet<number>) {
    this.#marked = marked;
  }

  visit(node: AstNode, given: string | undefined): void {
    const reason = given ?? (this.#marked.has(node.start) ? 'it is marked by the comment seatrial-ignore' : undefined);
    if (reason !== undefined) this.found.set(node, reason);
    this.#noteName(node);
    const sent = toSentFunctions(node);
    for (const name of sent?.named ?? []) this.#sent.set(name, sent?.to ?? '');
    for (const key of toChildKeys(node)) {
      const value: unknown = node[key];
      const children = Array.isArray(value) ? value : [value];
      for (const child of children) {
        if (!isNode(child)) continue;
        const goes = sent?.written.includes(unwrap(child)) === true;
        this.visit(child, reason ?? (goes ? toReason(sent?.to ?? '') : undefined));
      }
    }
  }

  /** Functions that are sent by their name may be declared after that. */
  visitNamed(): void {
    const known = new Map(this.#byName);
    this.#byName.clear();
    for (const [name, to] of this.#sent)
      for (const node of known.get(name) ?? []) if (!this.found.has(node)) this.visit(node, toReason(to));
  }

  #noteName(node: AstNode): void {
    const isVariable = node.type === 'VariableDeclarator';
    const target = isVariable ? toNode(node, 'init') : node.type === 'FunctionDeclaration' ? node : undefined;
    const id = toNode(node, 'id');
    if (target === undefined || id === undefined || !isFunction(unwrap(target))) return;
    const name = toText(id, 'name');
    const known = this.#byName.get(name);
    if (known === undefined) this.#byName.set(name, [target]);
    else known.push(target);
  }
}

function toReason(to: string): string {
  return `its text is read by ${to} and runs in another place`;
}

function skipSpace(text: string, from: number, comments: ParsedProgram['comments']): number {
  let at = from;
  for (;;) {
    while (/\s/.test(text[at] ?? '')) at += 1;
    const comment = comments.find(({ start }) => start === at);
    if (comment === undefined) return at;
    at = comment.end;
  }
}
