import type { AstNode } from './node.ts';

/** What sets two nodes of one type apart beside their children, by type. */
const scalars: Readonly<Record<string, readonly string[]>> = {
  AccessorProperty: ['computed', 'static'],
  ArrowFunctionExpression: ['async'],
  AssignmentExpression: ['operator'],
  BinaryExpression: ['operator'],
  CallExpression: ['optional'],
  ExportAllDeclaration: [],
  ForOfStatement: ['await'],
  FunctionDeclaration: ['async', 'generator'],
  FunctionExpression: ['async', 'generator'],
  Identifier: ['name'],
  ImportDeclaration: ['phase'],
  ImportExpression: ['phase'],
  JSXIdentifier: ['name'],
  LogicalExpression: ['operator'],
  MemberExpression: ['computed', 'optional'],
  MethodDefinition: ['computed', 'kind', 'static'],
  PrivateIdentifier: ['name'],
  Property: ['computed', 'kind', 'method'],
  PropertyDefinition: ['computed', 'static'],
  TSEnumDeclaration: ['const'],
  UnaryExpression: ['operator'],
  UpdateExpression: ['operator', 'prefix'],
  VariableDeclaration: ['kind'],
  YieldExpression: ['delegate'],
};

/** One text for a node by itself: its type and what is not a child. Literals count by value, however they are written. */
export function toToken(node: AstNode): string {
  if (node.type === 'Literal') return toLiteralToken(node);
  const names = scalars[node.type];
  if (names === undefined) return node.type;
  let token = node.type;
  for (const name of names) {
    const value = node[name];
    if (value === true) token += ` ${name}`;
    else if (typeof value === 'string') token += ` ${value}`;
  }
  return token;
}

function toLiteralToken(node: AstNode): string {
  const { regex, bigint, value } = node;
  if (typeof regex === 'object' && regex !== null) return `regex ${JSON.stringify(regex)}`;
  if (typeof bigint === 'string') return `bigint ${BigInt(bigint)}`;
  return typeof value === 'string' ? toStringToken(value) : `${typeof value} ${String(value)}`;
}

export function toStringToken(value: string): string {
  return `string ${value}`;
}
