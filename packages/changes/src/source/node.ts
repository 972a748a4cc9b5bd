/** A node of the ESTree that the parser gives, read by name: what a newer parser adds must not be overlooked. */
export interface AstNode {
  readonly type: string;
  /** UTF-16 offsets into the text. */
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

export function isNode(value: unknown): value is AstNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** The node under a key, where there is one. */
export function toNode(node: AstNode, key: string): AstNode | undefined {
  const value = node[key];
  return isNode(value) ? value : undefined;
}

/** The nodes of a list; holes of arrays and patterns are left out. */
export function toNodes(node: AstNode, key: string): readonly AstNode[] {
  const value = node[key];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** A text property, empty where it is something else. */
export function toText(node: AstNode, key: string): string {
  const value = node[key];
  return typeof value === 'string' ? value : '';
}

const wrappers: ReadonlySet<string> = new Set([
  'ParenthesizedExpression',
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSTypeAssertion',
  'TSNonNullExpression',
  'TSInstantiationExpression',
]);

/** The expression inside parentheses, assertions and `!`, none of which is there at run time. */
export function unwrap(node: AstNode): AstNode {
  const inner = wrappers.has(node.type) ? toNode(node, 'expression') : undefined;
  return inner === undefined ? node : unwrap(inner);
}

const functions: ReadonlySet<string> = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
]);

/** Whether a node is a function with a body. */
export function isFunction(node: AstNode): boolean {
  return functions.has(node.type);
}
