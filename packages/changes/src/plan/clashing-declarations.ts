import { toBoundNames } from '../source/bound-names.ts';
import { toChildKeys } from '../source/child-keys.ts';
import { isFunction, isNode, toNode, toNodes, toText } from '../source/node.ts';
import type { AstNode } from '../source/node.ts';

/**
 * Whether putting the statements of a body into a block would change the meaning of functions declared among them
 * (ECMAScript, B.3.2): of one name with a parameter, a variable or another such function, or seen by a direct `eval`.
 */
export function hasClashingDeclarations(owner: AstNode, statements: readonly AstNode[]): boolean {
  const declared = statements.filter(({ type }) => type === 'FunctionDeclaration').map(toName);
  if (declared.length === 0) return false;
  const others = new Set(toNodes(owner, 'params').flatMap(toBoundNames));
  const names = new Set(declared);
  if (names.size < declared.length || declared.some((name) => others.has(name))) return true;
  const isOwn = (node: AstNode): boolean => node.type === 'FunctionDeclaration' && statements.includes(node);
  return statements.some((statement) => clashes(statement, names, isOwn));
}

function clashes(node: AstNode, names: ReadonlySet<string>, isOwn: (node: AstNode) => boolean): boolean {
  if (node.type === 'FunctionDeclaration') return !isOwn(node) && names.has(toName(node));
  if (node.type === 'VariableDeclarator' && toBoundNames(toNode(node, 'id')).some((name) => names.has(name)))
    return true;
  if (node.type === 'CallExpression') {
    const callee = toNode(node, 'callee');
    if (callee?.type === 'Identifier' && toText(callee, 'name') === 'eval') return true;
  }
  if (isFunction(node)) return false;
  return toChildKeys(node).some((key) => {
    const value: unknown = node[key];
    return (Array.isArray(value) ? value : [value]).some((child) => isNode(child) && clashes(child, names, isOwn));
  });
}

function toName(declaration: AstNode): string {
  const id = toNode(declaration, 'id');
  return id === undefined ? '' : toText(id, 'name');
}
