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

/** What is there or not, depending on how it is written. Looking at every node for words that few have is slow. */
const erasableTypes: ReadonlySet<string> = new Set([
  'AccessorProperty',
  'ClassDeclaration',
  'ExportAllDeclaration',
  'ExportDefaultDeclaration',
  'ExportNamedDeclaration',
  'ExportSpecifier',
  'ImportDeclaration',
  'ImportSpecifier',
  'MethodDefinition',
  'PropertyDefinition',
  'TSEnumDeclaration',
  'TSImportEqualsDeclaration',
  'TSModuleDeclaration',
  'VariableDeclaration',
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
  if (node.type === 'Identifier') return node['name'] === 'this';
  if (!erasableTypes.has(node.type)) return erasedTypes.has(node.type);
  if (node['declare'] === true || node['importKind'] === 'type' || node['exportKind'] === 'type') return true;
  switch (node.type) {
    case 'MethodDefinition':
      return toNode(node, 'value')?.type === 'TSEmptyBodyFunctionExpression';
    case 'ExportNamedDeclaration':
    case 'ExportDefaultDeclaration': {
      const declaration = toNode(node, 'declaration');
      return declaration !== undefined && isErased(declaration);
    }
    case 'TSModuleDeclaration':
      return (
        node['kind'] === 'global' || !toNodes(toNode(node, 'body') ?? node, 'body').some((each) => !isErased(each))
      );
    default:
      return false;
  }
}
