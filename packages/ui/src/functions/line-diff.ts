/** A line of a difference: in both, only in the newer, or only in the older text. Numbers are 1-based, null where it is not. */
export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
  readonly before: number | null;
  readonly after: number | null;
}

/** Beyond as many pairs of lines, the middle is shown as removed and added whole. */
const mostPairs = 4_000_000;

/** The longest common lines of two texts, and what is only in one of them. */
export function toLineDiff(before: string, after: string): readonly DiffLine[] {
  const [a, b] = [toLines(before), toLines(after)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const lines: DiffLine[] = [];
  let [left, right] = [0, 0];
  const add = (kind: DiffLine['kind']): void => {
    const text = (kind === 'added' ? b[right] : a[left]) ?? '';
    if (kind !== 'added') left += 1;
    if (kind !== 'removed') right += 1;
    lines.push({ kind, text, before: kind === 'added' ? null : left, after: kind === 'removed' ? null : right });
  };
  for (let line = 0; line < start; line += 1) add('same');
  for (const kind of compareMiddle(a.slice(start, a.length - end), b.slice(start, b.length - end))) add(kind);
  for (let line = 0; line < end; line += 1) add('same');
  return lines;
}

function* compareMiddle(a: readonly string[], b: readonly string[]): Generator<DiffLine['kind']> {
  const table = a.length * b.length > mostPairs ? undefined : toLengths(a, b);
  let [row, column] = [0, 0];
  for (let left = a.length + b.length; left > 0;) {
    const both = row < a.length && column < b.length;
    if (both && table !== undefined && a[row] === b[column]) {
      yield 'same';
      row += 1;
      column += 1;
      left -= 2;
      continue;
    }
    const removes = column >= b.length || (both && (table === undefined || isDown(table, b.length, row, column)));
    yield removes ? 'removed' : 'added';
    if (removes) row += 1;
    else column += 1;
    left -= 1;
  }
}

/** Whether leaving out a line of the older text keeps as much in common as leaving out one of the newer. */
function isDown(table: Uint32Array, width: number, row: number, column: number): boolean {
  return (table[(row + 1) * (width + 1) + column] ?? 0) >= (table[row * (width + 1) + column + 1] ?? 0);
}

/** How many lines the ends from (row, column) have in common. */
function toLengths(a: readonly string[], b: readonly string[]): Uint32Array {
  const width = b.length + 1;
  const table = new Uint32Array((a.length + 1) * width);
  for (let row = a.length - 1; row >= 0; row -= 1)
    for (let column = b.length - 1; column >= 0; column -= 1)
      table[row * width + column] =
        a[row] === b[column]
          ? (table[(row + 1) * width + column + 1] ?? 0) + 1
          : Math.max(table[(row + 1) * width + column] ?? 0, table[row * width + column + 1] ?? 0);
  return table;
}

function toLines(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}
