import { visitorKeys } from 'oxc-parser';
import { erasedKeys } from './erased.ts';
import type { AstNode } from './node.ts';

const known = new Map<string, readonly string[]>();

/** The properties of a node that hold nodes which run, in order; of a type that the parser does not list, all it has. */
export function toChildKeys(node: AstNode): readonly string[] {
  const found = known.get(node.type);
  if (found !== undefined) return found;
  const keys = (visitorKeys[node.type] ?? Object.keys(node)).filter((key) => !erasedKeys.has(key));
  known.set(node.type, keys);
  return keys;
}
