/** By code point, as engines order texts. */
export function compareText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** By the first texts that differ. */
export function compareAll(a: readonly string[], b: readonly string[]): number {
  for (const [index, text] of a.entries()) {
    const order = compareText(text, b[index] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

/** Rows by several texts. */
export function groupBy<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => readonly string[],
): readonly (readonly [readonly string[], readonly Row[]])[] {
  const groups = Map.groupBy(rows, (row) => JSON.stringify(keyOf(row)));
  return [...groups].map(([key, own]) => [JSON.parse(key) as readonly string[], own] as const);
}
