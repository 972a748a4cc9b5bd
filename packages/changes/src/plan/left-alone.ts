import { toBoundNames } from '../source/bound-names.ts';
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
  readonly #byName = new Map<string, AstNode>();
  /** How often a name is bound anywhere in the file: of one that is bound once it is known what it means. */
  readonly #bindings = new Map<string, number>();
  readonly #sent = new Map<string, string>();

  constructor(marked: ReadonlySet<number>) {
    this.#marked = marked;
  }

  visit(node: AstNode, given: string | undefined): void {
    const reason = given ?? (this.#marked.has(node.start) ? 'it is marked by the comment seatrial-ignore' : undefined);
    if (reason !== undefined) this.found.set(node, reason);
    if (given === undefined) this.#noteNames(node);
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
    for (const [name, to] of new Map(this.#sent)) {
      const node = this.#bindings.get(name) === 1 ? this.#byName.get(name) : undefined;
      if (node !== undefined && !this.found.has(node)) this.visit(node, toReason(to));
    }
  }

  #noteNames(node: AstNode): void {
    const id = toNode(node, 'id');
    const init = node.type === 'VariableDeclarator' ? toNode(node, 'init') : node;
    const names = [...toBoundNames(id ?? toNode(node, 'local') ?? toNode(node, 'param'))];
    if (isFunction(node)) names.push(...toNodes(node, 'params').flatMap(toBoundNames));
    for (const name of names) this.#bindings.set(name, (this.#bindings.get(name) ?? 0) + 1);
    if (id?.type === 'Identifier' && init !== undefined && isFunction(unwrap(init)))
      this.#byName.set(toText(id, 'name'), init);
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
