import { limits } from '@seatrial/model';
import type { Cohort } from './request-reader.ts';

/** A cohort's attributes, as values of a metric's point. */
export type CohortAttributes = Readonly<Record<string, string | boolean>>;

/** The place of what has no cohort, in {@link CohortTable.attributes} too. */
export const noCohort = 0;
/** The place of all that came when the table was full. */
const overflowCohort: number = limits.functionCohorts + 1;

const separator = '\u0000';
/** Orders in which the same values were met; beyond, each is sorted anew. */
const mostAliases = 1000;

/**
 * Small numbers for sets of flags and cohorts, in the order in which a process meets them: at most
 * `limits.functionCohorts`, and one for the rest. Which of its values was set first does not matter.
 */
export class CohortTable {
  readonly #attributes: (CohortAttributes | undefined)[] = [{}];
  readonly #sorted = new Map<string, number>();
  readonly #aliases = new Map<string, number>();
  #last: Cohort | undefined;
  #lastSize = 0;
  #lastId = noCohort;
  readonly #known = new WeakMap<Cohort, { readonly size: number; readonly id: number }>();

  /** @param cohort one of the same size as before has the same values as before */
  find(cohort: Cohort | undefined): number {
    if (cohort === undefined || cohort.size === 0) return noCohort;
    const { size } = cohort;
    if (cohort !== this.#last || size !== this.#lastSize) {
      this.#lastId = this.#findKnown(cohort, size);
      this.#last = cohort;
      this.#lastSize = size;
    }
    return this.#lastId;
  }

  #findKnown(cohort: Cohort, size: number): number {
    const known = this.#known.get(cohort);
    if (known?.size === size) return known.id;
    const id = this.#findByValues(cohort);
    this.#known.set(cohort, { size, id });
    return id;
  }

  #findByValues(cohort: Cohort): number {
    let alias = '';
    for (const [name, { value }] of cohort) alias += name + separator + String(value) + separator;
    return this.#aliases.get(alias) ?? this.#add(alias, cohort);
  }

  /** `undefined` for {@link overflowCohort}. */
  attributes(cohort: number): CohortAttributes | undefined {
    return this.#attributes[cohort];
  }

  #add(alias: string, cohort: Cohort): number {
    const entries = [...cohort].map(([name, { value }]) => [name, value] as const);
    const sorted = entries.toSorted(([one], [other]) => (one < other ? -1 : 1));
    const key = sorted.flat().join(separator);
    let id = this.#sorted.get(key);
    if (id === undefined) {
      id = Math.min(this.#attributes.length, overflowCohort);
      if (id < overflowCohort) {
        this.#attributes.push(Object.fromEntries(sorted));
        this.#sorted.set(key, id);
      }
    }
    if (this.#aliases.size < mostAliases) this.#aliases.set(alias, id);
    return id;
  }
}
