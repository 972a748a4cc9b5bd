import type { EcmaScriptModule } from 'oxc-parser';
import { toChain, toRoot } from './naming.ts';
import { toNode, toNodes, toText } from './node.ts';
import type { AstNode } from './node.ts';

/** Bindings of a file that other files can reach: what ESM exports, and what CommonJS assigns to `exports`. */
export function toExportedBindings(program: AstNode, module: EcmaScriptModule): ReadonlySet<string> {
  const bindings = new Set<string>(['default', 'module', 'exports']);
  for (const { entries } of module.staticExports)
    for (const { localName, isType } of entries) if (!isType && localName.name !== null) bindings.add(localName.name);
  for (const statement of toNodes(program, 'body')) {
    const assignment = toNode(statement, 'expression');
    if (assignment?.type === 'AssignmentExpression') addAssigned(assignment, bindings);
  }
  return bindings;
}

function addAssigned(assignment: AstNode, bindings: Set<string>): void {
  const [left, right] = [toNode(assignment, 'left'), toNode(assignment, 'right')];
  if (left === undefined || right === undefined) return;
  const root = toRoot(toChain(left) ?? '');
  if (root !== 'module' && root !== 'exports') return;
  if (right.type === 'AssignmentExpression') addAssigned(right, bindings);
  const values =
    right.type === 'ObjectExpression' ? toNodes(right, 'properties').map((each) => toNode(each, 'value')) : [right];
  for (const value of values) if (value?.type === 'Identifier') bindings.add(toText(value, 'name'));
}
