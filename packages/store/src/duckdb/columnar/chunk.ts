/** Rows of one chunk: DuckDB's vector size. */
export const chunkRows = 2048;

/** Bytes of a value by the kind of its column; a MAP's are those of its list entry (offset, length). */
const widths = { int8: 1, int32: 4, int64: 8, double: 8, uuid: 16, text: 16, map: 16 } as const;
export type ColumnKind = keyof typeof widths;

export interface ColumnSpec {
  readonly name: string;
  readonly kind: ColumnKind;
  /** SQL type, as the table has it. */
  readonly type: string;
  readonly nullable?: boolean;
  /** The words of an ENUM; its kind is `int8` then. */
  readonly words?: readonly string[];
}

/** Keys and values of the maps of a chunk. */
interface MapEntries {
  readonly size: number;
  /** `string_t`s of keys, then of values. */
  readonly keys: ArrayBuffer;
  readonly values: ArrayBuffer;
}

/** Rows ready for DuckDB, column by column, in memory that goes to the writer's thread without a copy. */
export interface Chunk {
  readonly rows: number;
  /** Columns that are in here; the table may have more, which are NULL then. */
  readonly columns: number;
  /** The values of all columns one behind the other, and then the validity masks. */
  readonly arena: ArrayBuffer;
  readonly heap: ArrayBuffer;
  readonly heapBytes: number;
  readonly map: MapEntries;
}

/** Where a column lies in the arena. */
export interface ColumnPlace {
  readonly values: number;
  /** Undefined where the column is never NULL. */
  readonly validity: number | undefined;
}

/** Where the columns of a chunk of `rows` lie, and how large the arena is. */
export function toPlaces(
  specs: readonly ColumnSpec[],
  rows: number,
): { readonly places: readonly ColumnPlace[]; readonly bytes: number } {
  let at = 0;
  const take = (bytes: number): number => {
    const start = at;
    at += (bytes + 7) & ~7;
    return start;
  };
  const maskBytes = ((rows + 63) >>> 6) * 8;
  const places = specs.map(({ kind, nullable }) => ({
    values: take(widths[kind] * rows),
    validity: nullable === true ? take(maskBytes) : undefined,
  }));
  return { places, bytes: at };
}
