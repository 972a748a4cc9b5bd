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
  const same = (): void => void lines.push({ kind: 'same', text: a[left] ?? '', before: ++left, after: ++right });
  const remove = (): void => void lines.push({ kind: 'removed', text: a[left] ?? '', before: ++left, after: null });
  const add = (): void => void lines.push({ kind: 'added', text: b[right] ?? '', before: null, after: ++right });
  while (left < start) same();
  const [height, width] = [a.length - start - end, b.length - start - end];
  const table =
    height * width > mostPairs ? undefined : toLengths(a.slice(start, start + height), b.slice(start, start + width));
  while (left < start + height || right < start + width) {
    const [row, column] = [left - start, right - start];
    if (row < height && column < width && a[left] === b[right] && table !== undefined) same();
    else if (column >= width || (row < height && (table === undefined || down(table, width, row, column)))) remove();
    else add();
  }
  while (left < a.length) same();
  return lines;
}

/** Whether leaving out a line of the older text keeps as much in common as leaving out one of the newer. */
function down(table: Uint32Array, width: number, row: number, column: number): boolean {
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
