import { decodedMap, encodedMap, presortedDecodedMap, TraceMap } from '@jridgewell/trace-mapping';
import type { SourceMapSegment } from '@jridgewell/trace-mapping';
import type { Edits } from '../plan/insert.ts';

/**
 * The source map of a text after the edits, as JSON, without the texts of the sources unless they are kept. `undefined` where nothing mapped
 * comes after an edit on its line, so that the map which is there still holds.
 */
export function composeMap(text: string, edits: Edits, map: string, keepsTexts = false): string | undefined {
  const shifts = toShifts(text, edits);
  const { mappings, ...rest } = decodedMap(new TraceMap(map));
  let shifted = 0;
  const moved = mappings.map((segments, line) => {
    const inserted = shifts.get(line);
    if (inserted === undefined) return segments;
    return segments.map((segment): SourceMapSegment => {
      let by = 0;
      for (const [column, length] of inserted) if (column <= segment[0]) by += length;
      if (by === 0) return segment;
      shifted += 1;
      const [column, ...origin] = segment;
      return [column + by, ...origin] as SourceMapSegment;
    });
  });
  if (shifted === 0) return undefined;
  const { sourcesContent, ...kept } = rest;
  const texts = keepsTexts && sourcesContent !== undefined ? { sourcesContent } : {};
  return JSON.stringify(encodedMap(presortedDecodedMap({ ...kept, ...texts, mappings: moved })));
}

/** What is inserted in which line: columns in the text as it was, and lengths. */
function toShifts(
  text: string,
  edits: Edits,
): ReadonlyMap<number, readonly (readonly [column: number, length: number])[]> {
  const shifts = new Map<number, (readonly [number, number])[]>();
  let line = 0;
  let start = 0;
  for (const [offset, inserted] of edits) {
    for (let end = text.indexOf('\n', start); end !== -1 && end < offset; end = text.indexOf('\n', start)) {
      line += 1;
      start = end + 1;
    }
    const entry: readonly [number, number] = [offset - start, inserted.length];
    const known = shifts.get(line);
    if (known === undefined) shifts.set(line, [entry]);
    else known.push(entry);
  }
  return shifts;
}
