import { toNode, toNodes } from './node.ts';
import type { AstNode } from './node.ts';

/** What TypeScript knows and the running program does not, with the statement that does nothing. */
const erasedTypes: ReadonlySet<string> = new Set([
  'EmptyStatement',
  'JSXClosingElement',
  'JSXClosingFragment',
  'TSAbstractAccessorProperty',
  'TSAbstractMethodDefinition',
  'TSAbstractPropertyDefinition',
  'TSDeclareFunction',
  'TSEmptyBodyFunctionExpression',
  'TSIndexSignature',
  'TSInterfaceDeclaration',
  'TSNamespaceExportDeclaration',
  'TSTypeAliasDeclaration',
]);

/** Properties of any node that hold types or what only the type checker reads. */
export const erasedKeys: ReadonlySet<string> = new Set([
  'implements',
  'returnType',
  'superTypeArguments',
  'typeAnnotation',
  'typeArguments',
  'typeParameters',
]);

/** Whether nothing of a node is there when the program runs (types, overloads, ambient declarations, type imports). */
export function isErased(node: AstNode): boolean {
  if (erasedTypes.has(node.type) || node['declare'] === true) return true;
  if (node['importKind'] === 'type' || node['exportKind'] === 'type') return true;
  switch (node.type) {
    case 'MethodDefinition':
      return toNode(node, 'value')?.type === 'TSEmptyBodyFunctionExpression';
    case 'ExportNamedDeclaration':
    case 'ExportDefaultDeclaration': {
      const declaration = toNode(node, 'declaration');
      return declaration !== undefined && isErased(declaration);
    }
    case 'Identifier':
      return node['name'] === 'this';
    case 'TSModuleDeclaration':
      return (
        node['kind'] === 'global' || !toNodes(toNode(node, 'body') ?? node, 'body').some((each) => !isErased(each))
      );
    default:
      return false;
  }
}
