import type { SourceFunction } from '../source/source-function.ts';

/** One function of one of the two commits, while its counterpart is looked for. */
export interface Side {
  readonly file: string;
  readonly function: SourceFunction;
  readonly parent: Side | undefined;
  /** The name inside the parent. */
  readonly localName: string;
}

/** The functions of a file as sides, `<module>` first. */
export function toSides(file: string, functions: readonly SourceFunction[]): readonly Side[] {
  const sides: Side[] = [];
  for (const each of functions) {
    const parent = each.parent === undefined ? undefined : sides[each.parent];
    const prefix = parent?.function.baseName;
    const inside = prefix !== undefined && each.baseName.startsWith(prefix);
    const localName = inside ? each.baseName.slice(prefix.length) : each.baseName;
    sides.push({ file, function: each, parent, localName });
  }
  return sides;
}

/** Sides under a key, in order. */
export function groupSides(sides: Iterable<Side>, toKey: (side: Side) => string): Map<string, Side[]> {
  const groups = new Map<string, Side[]>();
  for (const side of sides) {
    const key = toKey(side);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [side]);
    else group.push(side);
  }
  return groups;
}
