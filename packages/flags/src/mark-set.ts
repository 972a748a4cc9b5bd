import { toMixed } from './mark.ts';
import type { Mark } from './mark.ts';
import { MarkRow } from './mark-row.ts';
import { mixed } from './variant.ts';

/** Marks that ways between sets lead over, as many as a process remembers. */
const most = 20_000;
/** Sets up to this size are the same one whichever way led there; of larger ones there are too many. */
const mostCanonical = 8;
/** Ways of one set. */
const mostWays = 256;
/** How often a set has been on a span before its attributes are kept in one object. */
const oftenAsked = 4;
/** Rises when so many are remembered: whoever is asked after that forgets where its ways led. */
let generation = 0;
let remembered = 0;

/**
 * What is known at one place, in the order in which it came to be known, one mark for each attribute. A set never
 * changes. What comes next leads to another set, and that way is remembered, as hidden classes are by a JavaScript
 * engine: requests that decide the same flags share their sets, and a decision that was made before makes nothing new.
 */
export class MarkSet {
  readonly size: number;
  readonly #row: MarkRow;
  #generation = generation;
  /** The way that was gone last; where there are several, all are in the map. */
  #lastMark: Mark | undefined = undefined;
  #lastSet: MarkSet | undefined = undefined;
  #ways: Map<Mark, MarkSet> | undefined = undefined;
  #marks: readonly Mark[] | undefined = undefined;
  #byAttribute: ReadonlyMap<string, Mark> | undefined = undefined;
  #attributes: Readonly<Record<string, string | true>> | undefined = undefined;
  #asked = 0;

  /** The first `size` of a row. */
  constructor(row: MarkRow, size: number) {
    this.#row = row;
    this.size = size;
  }

  get marks(): readonly Mark[] {
    return (this.#marks ??= this.#row.marks.slice(0, this.size));
  }

  /** This set with a mark, in the place of one for the same attribute; this set itself where the value is the same. */
  with(mark: Mark): MarkSet {
    return mark === this.#lastMark && this.#lastSet !== undefined ? this.#lastSet : this.#go(mark);
  }

  /** As {@link with}, but a second value makes it `mixed`. */
  withMixed(mark: Mark): MarkSet {
    if (mark === this.#lastMark && this.#lastSet !== undefined && this.#lastSet.size > this.size) return this.#lastSet;
    const earlier = this.find(mark.attribute);
    if (earlier === undefined) return this.with(mark);
    return earlier.value === mark.value || earlier.value === mixed ? this : this.with(toMixed(earlier));
  }

  withAll(marks: readonly Mark[]): MarkSet {
    return marks.reduce<MarkSet>((set, mark) => set.with(mark), this);
  }

  find(attribute: string): Mark | undefined {
    return this.#row.marks[this.#row.find(attribute, this.size)];
  }

  get byAttribute(): ReadonlyMap<string, Mark> {
    return (this.#byAttribute ??= new Map(this.marks.map((mark) => [mark.attribute, mark])));
  }

  /** Its values by attribute, to be copied at once; `undefined` until it was asked for so often that it is worth making. */
  get attributes(): Readonly<Record<string, string | true>> | undefined {
    if (this.#attributes === undefined && (this.#asked += 1) > oftenAsked)
      this.#attributes = Object.fromEntries(this.marks.map(({ attribute, value }) => [attribute, value]));
    return this.#attributes;
  }

  #go(mark: Mark): MarkSet {
    if (this.#generation !== generation) this.#forget();
    let next = this.#ways?.get(mark);
    if (next === undefined) {
      next = this.#make(mark);
      // Most sets have one way on, and need no map.
      if (this.#ways !== undefined) this.#keep(this.#ways, mark, next);
      else if (this.#lastMark !== undefined && this.#lastSet !== undefined)
        this.#ways = new Map([
          [this.#lastMark, this.#lastSet],
          [mark, next],
        ]);
    }
    this.#lastMark = mark;
    this.#lastSet = next;
    return next;
  }

  #keep(ways: Map<Mark, MarkSet>, mark: Mark, next: MarkSet): void {
    // A set with so many ways is one where each request goes its own.
    if (ways.size >= mostWays) ways.clear();
    ways.set(mark, next);
  }

  #forget(): void {
    this.#generation = generation;
    this.#lastMark = undefined;
    this.#lastSet = undefined;
    this.#ways = undefined;
  }

  #make(mark: Mark): MarkSet {
    const place = this.#row.find(mark.attribute, this.size);
    const earlier = this.#row.marks[place];
    if (earlier === undefined) return this.#append(mark);
    return earlier.value === mark.value ? this : this.#replace(place, earlier, mark);
  }

  #append(mark: Mark): MarkSet {
    const isLast = this.#row.marks.length === this.size;
    remember(isLast ? 1 : this.size + 1);
    const row = isLast ? this.#row : this.#row.take(this.size);
    row.push(mark);
    return new MarkSet(row, this.size + 1);
  }

  #replace(place: number, earlier: Mark, mark: Mark): MarkSet {
    if (this.size <= mostCanonical) return this.#rebuild(place, mark);
    remember(this.size);
    const next = new MarkSet(this.#row.replace(place, mark, this.size), this.size);
    // To and fro between two values ends where it began.
    next.#lastMark = earlier;
    next.#lastSet = this;
    return next;
  }

  /** From the beginning, so that whatever the way the same marks in the same order are the same set. */
  #rebuild(place: number, mark: Mark): MarkSet {
    let set = noMarks;
    for (let index = 0; index < this.size; index += 1) {
      const each = index === place ? mark : this.#row.marks[index];
      if (each !== undefined) set = set.with(each);
    }
    return set;
  }
}

function remember(marks: number): void {
  remembered += marks;
  if (remembered <= most) return;
  generation += 1;
  remembered = 0;
}

export const noMarks: MarkSet = new MarkSet(new MarkRow([]), 0);
