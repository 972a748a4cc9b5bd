/** Where an error came up, as in `seatrial.error.origin`. */
export type ErrorOrigin = 'thrown' | 'passed';

interface Sight {
  index: number;
  calls: number;
}

/**
 * Tells the function in which an error came up from those that it passed on its way. One that is thrown again and again
 * (a constant) comes up anew each time: then the function that had it first was called since.
 */
export class ErrorOrigins {
  readonly #seen = new WeakMap<object, Sight>();
  /** Of values that are no objects, the last alone. */
  #lastValue: unknown;
  #lastSight: Sight | undefined;

  /** @param calls how often the function was called by now */
  see(error: unknown, index: number, calls: number): ErrorOrigin {
    const isObject = (typeof error === 'object' && error !== null) || typeof error === 'function';
    const sight = isObject ? this.#seen.get(error) : this.#lastValue === error ? this.#lastSight : undefined;
    if (sight !== undefined && !(sight.index === index && sight.calls !== calls)) return 'passed';
    const first: Sight = { index, calls };
    if (isObject) this.#seen.set(error, first);
    else {
      this.#lastValue = error;
      this.#lastSight = first;
    }
    return 'thrown';
  }
}
