import { isErased } from './erased.ts';
import { isNode, toNode, toNodes, unwrap } from './node.ts';
import type { AstNode } from './node.ts';

const bodies: ReadonlySet<string> = new Set(['alternate', 'body', 'consequent']);
const branches: ReadonlySet<string> = new Set([
  'DoWhileStatement',
  'ForInStatement',
  'ForOfStatement',
  'ForStatement',
  'IfStatement',
  'WhileStatement',
]);

/** A value without what only formatters and linters care about: braces around one statement or around a string. */
export function toPlainValue(node: AstNode, key: string): unknown {
  const value = node[key];
  if (!isNode(value)) return value;
  if (node.type === 'JSXAttribute' && value.type === 'JSXExpressionContainer') {
    const inner = toNode(value, 'expression');
    return inner?.type === 'Literal' && typeof inner['value'] === 'string' ? inner : value;
  }
  if (value.type !== 'BlockStatement' || !branches.has(node.type) || !bodies.has(key)) return value;
  const statements = toNodes(value, 'body').filter((each) => !isErased(each));
  const only = statements[0];
  const scoped = only === undefined || statements.length > 1 || only.type.endsWith('Declaration');
  return scoped ? value : only;
}

/** The operands of a chain of one logical operator, however it was put in parentheses. */
export function toOperands(node: AstNode): readonly AstNode[] {
  return ['left', 'right'].flatMap((side) => {
    const given = toNode(node, side);
    const operand = given === undefined ? undefined : unwrap(given);
    if (operand === undefined) return [];
    const same = operand.type === 'LogicalExpression' && operand['operator'] === node['operator'];
    return same ? toOperands(operand) : [operand];
  });
}
