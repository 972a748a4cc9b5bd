import type { SourceFunction } from '../source/source-function.ts';
import { findLast } from '../rising.ts';

/** Which function of a file an offset lies in: the innermost one, by its place in the list; 0 is `<module>`. */
export interface Innermost {
  at(offset: number): number;
}

type Extent = Pick<SourceFunction, 'start' | 'end'>;

/** The functions come in the order of the text, an outer one before what is in it. */
export function createInnermost(functions: readonly Extent[]): Innermost {
  const offsets: number[] = [];
  const places: number[] = [];
  const open: number[] = [0];
  const turn = (offset: number): void => {
    const place = open.at(-1) ?? 0;
    if (offsets.at(-1) === offset) places[places.length - 1] = place;
    else {
      offsets.push(offset);
      places.push(place);
    }
  };
  const closeUntil = (offset: number): void => {
    for (
      let last = toExtent(open);
      open.length > 1 && last !== undefined && last.end <= offset;
      last = toExtent(open)
    ) {
      open.pop();
      turn(last.end);
    }
  };
  const toExtent = (stack: readonly number[]): Extent | undefined => functions[stack.at(-1) ?? 0];
  for (const [place, each] of functions.entries()) {
    if (place === 0) continue;
    closeUntil(each.start);
    open.push(place);
    turn(each.start);
  }
  closeUntil(Number.POSITIVE_INFINITY);
  return { at: (offset) => places[findLast(offsets, offset)] ?? 0 };
}
