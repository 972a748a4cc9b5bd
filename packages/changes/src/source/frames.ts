import { hash } from 'node:crypto';
import type { AstNode } from './node.ts';
import type { SourceFunction } from './source-function.ts';
import { Walker } from './walker.ts';
import type { Frame } from './walker.ts';

/** The functions of a program in the order of the text, `<module>` first; `undefined` where it is nested too deeply. */
export function toFrames(program: AstNode): readonly Frame[] | undefined {
  try {
    return new Walker().walk(program).toSorted((a, b) => a.start - b.start || b.end - a.end);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** A function and where the text begins that its offsets count from. */
export interface PlacedFrame {
  readonly frame: Frame;
  readonly offset: number;
}

/** Frames in the order of the text as functions with names that are unique among them. */
export function numberFunctions(
  frames: readonly PlacedFrame[],
  exported: ReadonlySet<string>,
): readonly SourceFunction[] {
  const indexes = new Map(frames.map(({ frame }, index) => [frame, index]));
  const seen = new Map<string, number>();
  return frames.map(({ frame: { name, parent, kind, root, start, end, tokens }, offset }) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return {
      name: count === 1 ? name : `${name}~${count}`,
      baseName: name,
      // Parts of a file have each a module of their own, of which one is left.
      parent: parent === undefined ? undefined : parent.kind === 'module' ? 0 : indexes.get(parent),
      kind,
      exported: root !== undefined && exported.has(root),
      start: start + offset,
      end: end + offset,
      tokens,
      hash: toHash(tokens),
    };
  });
}

/** As JSON, so that no two lists give one text. */
function toHash(tokens: readonly string[]): string {
  return hash('sha256', JSON.stringify(tokens)).slice(0, 32);
}
