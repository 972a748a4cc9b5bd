/** OpenTelemetry's `Context`, structural: this package has no dependency. */
interface Context {
  getValue(key: symbol): unknown;
  setValue(key: symbol, value: unknown): Context;
  deleteValue(key: symbol): Context;
}

/**
 * A context of OpenTelemetry for requests and what runs in them. The API's own copies a map of all entries for each new
 * one and assigns three functions to its properties; functions that are assigned to properties are made in V8's old
 * generation (`SetPretenured` in its parser), and what they lead to, spans among it, stays until the next full collection.
 * A request sets three to six entries, which are looked through as quickly.
 */
export class FlatContext implements Context {
  readonly #outer: Context;
  /** Keys and values in turns, each key once. */
  readonly #entries: readonly unknown[];

  /** @param outer has what is not among the entries. */
  constructor(outer: Context, entries: readonly unknown[] = []) {
    this.#outer = outer;
    this.#entries = entries;
  }

  getValue(key: symbol): unknown {
    const place = this.#find(key);
    return place < 0 ? this.#outer.getValue(key) : this.#entries[place + 1];
  }

  setValue(key: symbol, value: unknown): FlatContext {
    const place = this.#find(key);
    const entries = place < 0 ? [...this.#entries, key, value] : this.#entries.with(place + 1, value);
    return new FlatContext(this.#outer, entries);
  }

  deleteValue(key: symbol): FlatContext {
    return this.getValue(key) === undefined ? this : this.setValue(key, undefined);
  }

  #find(key: symbol): number {
    const entries = this.#entries;
    for (let place = 0; place < entries.length; place += 2) if (entries[place] === key) return place;
    return -1;
  }
}
