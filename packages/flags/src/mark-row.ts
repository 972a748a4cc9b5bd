import type { Mark } from './mark.ts';

/** Up to so many marks are looked through one by one, which is quicker than a map. */
const few = 8;

/** Marks in a row, one for each attribute, that only grows: sets that grew out of each other share it. */
export class MarkRow {
  readonly marks: Mark[];
  #places: Map<string, number> | undefined = undefined;
  /** Another row has the same places as long as neither grows. */
  #isShared = false;

  constructor(marks: Mark[]) {
    this.marks = marks;
  }

  push(mark: Mark): void {
    if (this.#isShared) this.#places = undefined;
    this.#isShared = false;
    this.#places?.set(mark.attribute, this.marks.length);
    this.marks.push(mark);
  }

  /** The first `size` in a row of their own. */
  take(size: number): MarkRow {
    return new MarkRow(this.marks.slice(0, size));
  }

  /** The first `size` in a row of their own, with a mark in the place of one for the same attribute. */
  replace(place: number, mark: Mark, size: number): MarkRow {
    const row = this.take(size);
    row.marks[place] = mark;
    if (this.#places !== undefined && size === this.marks.length) {
      row.#places = this.#places;
      row.#isShared = this.#isShared = true;
    }
    return row;
  }

  /** Where an attribute's mark is among the first `size`; -1 where there is none. */
  find(attribute: string, size: number): number {
    if (size > few) {
      const place = (this.#places ??= this.#toPlaces()).get(attribute);
      return place !== undefined && place < size ? place : -1;
    }
    for (let place = 0; place < size; place += 1) if (this.marks[place]?.attribute === attribute) return place;
    return -1;
  }

  #toPlaces(): Map<string, number> {
    return new Map(this.marks.map(({ attribute }, place) => [attribute, place]));
  }
}
