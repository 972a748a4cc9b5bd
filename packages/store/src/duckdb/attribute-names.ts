import { cohortPrefix, flagPrefix } from '@seatrial/model';
import { isIntegerName } from './integer-names.ts';
import type { PromotedColumn } from './promoted-column.ts';
import { spanColumns } from './tables.ts';
import { tellingNames } from './telling.ts';

/** What is known of an attribute name. */
export interface AttributeName {
  readonly name: string;
  /** Its column among those of `spans`, or -1 while it lives in the map. */
  column: number;
  /** True where that column holds whole numbers alone. */
  integer: boolean;
  /** True once a span has it in the map although it has a column. */
  mixed: boolean;
  /** Spans that were seen with it in this process. */
  seen: number;
  /** Spans after which it gets a column. */
  readonly promoteAt: number;
  readonly cohort: boolean;
  /** True where columns of a span are worked out from it. */
  readonly telling: boolean;
  /** The last span that was seen with it by the reader of requests, by a running number. */
  lastSpan: number;
  onSpans: boolean;
  onResources: boolean;
  /** True once the dictionary on disk says so, too. */
  stored: boolean;
}

/** Names of a batch that need a second look. */
export class Touched {
  /** Those without a column, or new on spans. */
  readonly names: Set<AttributeName> = new Set();
  /** Those that have become {@link AttributeName.mixed}. */
  readonly mixed: Set<AttributeName> = new Set();
}

/** What `spans` has columns for beyond the fixed ones. DuckDB takes more, but each costs every append a little. */
const mostColumns = 128;
/** Spans with a name before it gets a column of its own. */
const seenOften = 256;
/** Names that the process remembers; beyond it they are stored in the map all the same. */
const mostNames = 100_000;

const fixedNames: ReadonlySet<string> = new Set(spanColumns.map(({ name }) => name));

/** The dictionary of attribute names, and which of them have columns. */
export class AttributeNames {
  readonly #names = new Map<string, AttributeName>();
  readonly #columns: Pick<PromotedColumn, 'name' | 'integer'>[] = [];
  readonly #taken = new Set(fixedNames);

  /** Promoted names in the order of their columns. */
  get columns(): readonly Pick<PromotedColumn, 'name' | 'integer'>[] {
    return this.#columns;
  }

  get(name: string): AttributeName {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const cohort = name.startsWith(cohortPrefix);
    // One that is not remembered is in no dictionary either, so that a sender of ever new names fills nothing.
    const remembered = this.#names.size < mostNames;
    const entry: AttributeName = {
      name,
      column: -1,
      integer: false,
      mixed: false,
      seen: 0,
      promoteAt: cohort || name.startsWith(flagPrefix) ? 16 : seenOften,
      cohort,
      telling: cohort || tellingNames.has(name),
      lastSpan: -1,
      onSpans: !remembered,
      onResources: !remembered,
      stored: !remembered,
    };
    if (remembered) this.#names.set(name, entry);
    return entry;
  }

  /** Takes over what is on disk. */
  restore(name: string, onSpans: boolean, onResources: boolean): void {
    const entry = this.get(name);
    entry.onSpans = onSpans;
    entry.onResources = onResources;
    entry.stored = true;
  }

  /** Gives a column to each name that has been seen often enough; answers with those that are new. */
  promote(candidates: Iterable<AttributeName>): readonly string[] {
    const added: string[] = [];
    for (const entry of candidates) {
      if (entry.column !== -1 || entry.seen < entry.promoteAt || !this.#mayHaveColumn(entry.name)) continue;
      this.addColumn({ name: entry.name, integer: isIntegerName(entry.name), mixed: false });
      added.push(entry.name);
    }
    return added;
  }

  addColumn({ name, integer, mixed }: Omit<PromotedColumn, 'since'>): void {
    const entry = this.get(name);
    entry.column = spanColumns.length + this.#columns.length;
    entry.integer = integer;
    entry.mixed = mixed;
    this.#columns.push({ name, integer });
    this.#taken.add(name.toLowerCase());
  }

  /** Names of columns are one whatever their case, so that of two such attributes the second stays in the map. */
  #mayHaveColumn(name: string): boolean {
    if (this.#columns.length >= mostColumns || name.length > 120) return false;
    return /^[\w.\-/:]+$/.test(name) && !this.#taken.has(name.toLowerCase());
  }
}
