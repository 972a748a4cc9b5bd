import { toNode, toNodes, toText } from './node.ts';
import type { AstNode } from './node.ts';

/** The names that a pattern binds; none where there is no pattern. */
export function toBoundNames(pattern: AstNode | undefined): readonly string[] {
  switch (pattern?.type) {
    case 'Identifier':
      return [toText(pattern, 'name')];
    case 'ObjectPattern':
      return toNodes(pattern, 'properties').flatMap((each) =>
        toBoundNames(each.type === 'RestElement' ? each : toNode(each, 'value')),
      );
    case 'ArrayPattern':
      return toNodes(pattern, 'elements').flatMap(toBoundNames);
    case 'AssignmentPattern':
      return toBoundNames(toNode(pattern, 'left'));
    case 'RestElement':
      return toBoundNames(toNode(pattern, 'argument'));
    case 'TSParameterProperty':
      return toBoundNames(toNode(pattern, 'parameter'));
    default:
      return [];
  }
}
