import { toMixed } from './mark.ts';
import type { Mark } from './mark.ts';
import { mixed } from './variant.ts';

/** Marks that ways between sets lead over, as many as a process remembers. */
const most = 20_000;
/** Rises when so many are remembered: whoever is asked after that forgets where its ways led. */
let generation = 0;
let remembered = 0;

/**
 * What is known at one place, in the order in which it came to be known, one mark for each attribute. A set never
 * changes. What comes next leads to another set, and that way is remembered, as hidden classes are by a JavaScript
 * engine: requests that decide the same flags share their sets, and a decision that was made before makes nothing new.
 */
export class MarkSet {
  readonly marks: readonly Mark[];
  #generation = generation;
  /** The way that was gone last; the others are in the map. */
  #lastMark: Mark | undefined = undefined;
  #lastSet: MarkSet | undefined = undefined;
  #ways: Map<Mark, MarkSet> | undefined = undefined;
  #byAttribute: ReadonlyMap<string, Mark> | undefined = undefined;
  #attributes: Readonly<Record<string, string | true>> | undefined = undefined;
  #asked = 0;

  constructor(marks: readonly Mark[]) {
    this.marks = marks;
  }

  get size(): number {
    return this.marks.length;
  }

  /** This set with a mark, in the place of one for the same attribute; this set itself where the value is the same. */
  with(mark: Mark): MarkSet {
    return mark === this.#lastMark && this.#lastSet !== undefined ? this.#lastSet : this.#go(mark);
  }

  /** As {@link with}, but a second value makes it `mixed`. */
  withMixed(mark: Mark): MarkSet {
    const next = this.with(mark);
    if (next === this || next.size > this.size) return next;
    const earlier = this.find(mark.attribute);
    return earlier === undefined || earlier.value === mixed ? this : this.with(toMixed(earlier));
  }

  withAll(marks: readonly Mark[]): MarkSet {
    return marks.reduce<MarkSet>((set, mark) => set.with(mark), this);
  }

  find(attribute: string): Mark | undefined {
    for (const mark of this.marks) if (mark.attribute === attribute) return mark;
    return undefined;
  }

  get byAttribute(): ReadonlyMap<string, Mark> {
    return (this.#byAttribute ??= new Map(this.marks.map((mark) => [mark.attribute, mark])));
  }

  /** Its values by attribute in one object, to be copied at once; `undefined` until it was asked for so often that it is worth making. */
  get attributes(): Readonly<Record<string, string | true>> | undefined {
    if (this.#attributes === undefined && (this.#asked += 1) > 4)
      this.#attributes = Object.fromEntries(this.marks.map(({ attribute, value }) => [attribute, value]));
    return this.#attributes;
  }

  #go(mark: Mark): MarkSet {
    if (this.#generation !== generation) this.#forget();
    const next = this.#ways?.get(mark) ?? this.#make(mark);
    // Most sets have one way on, and need no map.
    if (this.#lastMark !== undefined && this.#lastSet !== undefined)
      (this.#ways ??= new Map()).set(this.#lastMark, this.#lastSet);
    this.#lastMark = mark;
    this.#lastSet = next;
    return next;
  }

  #forget(): void {
    this.#generation = generation;
    this.#lastMark = undefined;
    this.#lastSet = undefined;
    this.#ways = undefined;
  }

  #make(mark: Mark): MarkSet {
    remembered += this.size + 1;
    if (remembered > most) {
      generation += 1;
      remembered = 0;
    }
    const earlier = this.find(mark.attribute);
    if (earlier === undefined) return new MarkSet([...this.marks, mark]);
    if (earlier.value === mark.value) return this;
    // From the beginning, so that going to and fro between two values ends where it began.
    return noMarks.withAll(this.marks.map((each) => (each === earlier ? mark : each)));
  }
}

export const noMarks: MarkSet = new MarkSet([]);
