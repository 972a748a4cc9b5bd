import type { SourceFunction } from '../source/source-function.ts';
import { groupSides, toSides } from './side.ts';
import type { Side } from './side.ts';
import { fewestTokens, findSimilar } from './similarity.ts';

/** A file in both commits, or in one of them. A renamed file is one pair. */
export interface FilePair {
  readonly before?: { readonly file: string; readonly functions: readonly SourceFunction[] };
  readonly after?: { readonly file: string; readonly functions: readonly SourceFunction[] };
}

/** A function of the older commit and what became of it; one of the two where it is new or gone. */
export interface MatchedFunction {
  readonly before?: Side;
  readonly after?: Side;
}

/**
 * Finds for each function what it was before: first by name in the same file, equal ones ahead of changed ones, then
 * by equal tokens anywhere (moved, renamed), then inside what was found so, then by likeness (moved and changed).
 */
export function matchFunctions(pairs: readonly FilePair[]): readonly MatchedFunction[] {
  const matcher = new Matcher();
  for (const { before, after } of pairs)
    matcher.add(
      before === undefined ? [] : toSides(before.file, before.functions),
      after === undefined ? [] : toSides(after.file, after.functions),
    );
  return matcher.finish();
}

class Matcher {
  readonly #counterparts = new Map<Side, Side>();
  readonly #deleted = new Set<Side>();
  readonly #added = new Set<Side>();
  readonly #order: Side[] = [];

  add(before: readonly Side[], after: readonly Side[]): void {
    for (const side of before) this.#deleted.add(side);
    for (const side of after) this.#added.add(side);
    this.#order.push(...after, ...before);
    this.#pairGroups(before, after, (side) => side.function.baseName);
  }

  finish(): readonly MatchedFunction[] {
    this.#pairEqual();
    this.#pairChildren();
    for (const [before, after] of findSimilar(this.#deleted, this.#added)) this.#pair(before, after);
    this.#pairChildren();
    const found: MatchedFunction[] = [];
    for (const side of this.#order) {
      const before = this.#counterparts.get(side);
      if (before !== undefined) found.push({ before, after: side });
      else if (this.#added.has(side)) found.push({ after: side });
      else if (this.#deleted.has(side)) found.push({ before: side });
    }
    return found;
  }

  #pair(before: Side, after: Side): void {
    this.#counterparts.set(after, before);
    this.#deleted.delete(before);
    this.#added.delete(after);
  }

  /** Same key: equal tokens first, whatever their order, then the rest in order. */
  #pairGroups(before: Iterable<Side>, after: Iterable<Side>, toKey: (side: Side) => string): void {
    const olds = groupSides(before, toKey);
    for (const [key, news] of groupSides(after, toKey)) {
      const candidates = olds.get(key) ?? [];
      const equal = groupSides(candidates.toReversed(), (side) => side.function.hash);
      for (const side of news) {
        const same = equal.get(side.function.hash)?.pop();
        if (same !== undefined) this.#pair(same, side);
      }
      const left = candidates.filter((side) => this.#deleted.has(side));
      const fresh = news.filter((side) => this.#added.has(side));
      for (const [index, old] of left.entries()) {
        const side = fresh[index];
        if (side !== undefined) this.#pair(old, side);
      }
    }
  }

  /** Equal tokens in another place: under the same name first, then under any. */
  #pairEqual(): void {
    const telling = (side: Side): boolean =>
      side.function.kind !== 'module' && side.function.tokens.length >= fewestTokens;
    for (const toKey of [
      (side: Side) => `${side.function.hash} ${side.localName}`,
      (side: Side) => side.function.hash,
    ]) {
      const olds = groupSides([...this.#deleted].filter(telling).toReversed(), toKey);
      for (const side of [...this.#added].filter(telling)) {
        const old = olds.get(toKey(side))?.pop();
        if (old !== undefined) this.#pair(old, side);
      }
    }
  }

  /** What is left of the functions inside a pair, by the name inside it; deeper ones follow since parents come first. */
  #pairChildren(): void {
    const olds = new Map<Side, Map<string, Side[]>>();
    for (const [parent, sides] of this.#byParent()) olds.set(parent, groupSides(sides.toReversed(), toLocalName));
    for (const side of this.#added) {
      const parent = side.parent === undefined ? undefined : this.#counterparts.get(side.parent);
      if (parent === undefined || parent.function.kind === 'module') continue;
      const old = olds.get(parent)?.get(side.localName)?.pop();
      if (old !== undefined) this.#pair(old, side);
    }
  }

  #byParent(): ReadonlyMap<Side, readonly Side[]> {
    const groups = new Map<Side, Side[]>();
    for (const side of this.#deleted) {
      if (side.parent === undefined) continue;
      const group = groups.get(side.parent);
      if (group === undefined) groups.set(side.parent, [side]);
      else group.push(side);
    }
    return groups;
  }
}

function toLocalName({ localName }: Side): string {
  return localName;
}
