import type { SourceMapSegment } from '@jridgewell/trace-mapping';
import type { SourceFunction } from '../source/source-function.ts';
import { createInnermost } from './innermost.ts';
import { toLineStarts } from './line-starts.ts';

/** A text and its functions, in the order of the text, `<module>` first. */
export interface MappedText {
  readonly text: string;
  readonly functions: readonly SourceFunction[];
}

/** A function of a source, by the place of the source in the map and its own place in the source. */
export interface SourcePlace {
  readonly source: number;
  readonly place: number;
}

/** What speaks for a generated function to be a source function. */
export interface Ballot extends SourcePlace {
  readonly generated: number;
  /** Mapped places inside of the one that lead into the other. */
  readonly votes: number;
  /** Whether the beginning of one is mapped to the beginning of the other. */
  readonly startsMeet: boolean;
}

/** Lets each segment of a map vote: for the innermost source function that it leads to, by the innermost generated one. */
export function countVotes(
  generated: MappedText,
  sources: readonly (MappedText | undefined)[],
  mappings: readonly (readonly SourceMapSegment[])[],
): readonly Ballot[] {
  const lines = toLineStarts(generated.text);
  const inner = createInnermost(generated.functions);
  const sides = sources.map((source) =>
    source === undefined
      ? undefined
      : { lines: toLineStarts(source.text), inner: createInnermost(source.functions), functions: source.functions },
  );
  const ballots = new Map<string, { -readonly [K in keyof Ballot]: Ballot[K] }>();
  for (const [line, segments] of mappings.entries())
    for (const [column, source, sourceLine, sourceColumn] of segments) {
      const side = source === undefined ? undefined : sides[source];
      if (source === undefined || side === undefined) continue;
      const offset = (lines[line] ?? 0) + column;
      const sourceOffset = (side.lines[sourceLine ?? 0] ?? 0) + (sourceColumn ?? 0);
      const at = inner.at(offset);
      const place = side.inner.at(sourceOffset);
      const key = `${at} ${source} ${place}`;
      const ballot = ballots.get(key) ?? { generated: at, source, place, votes: 0, startsMeet: false };
      ballot.votes += 1;
      if (generated.functions[at]?.start === offset && side.functions[place]?.start === sourceOffset)
        ballot.startsMeet = true;
      ballots.set(key, ballot);
    }
  return [...ballots.values()];
}
