import type { TraceTree } from './trace-tree.ts';

type Times = Pick<TraceTree, 'parent' | 'start' | 'duration'>;

/**
 * The rows that the end of the first one waited for: from its end backwards, always the child that ended last before what
 * was found, and within it the same again. What a child does after its parent's end holds nobody up.
 */
export function findCriticalPath({ parent, start, duration }: Times): ReadonlySet<number> {
  const count = parent.length;
  const path = new Set<number>();
  if (count === 0) return path;
  const end = (row: number): number => (start[row] ?? 0) + (duration[row] ?? 0);
  const children = new Map<number, number[]>();
  for (let row = 1; row < count; row += 1) {
    const above = parent[row] ?? -1;
    if (above === -1) continue;
    const list = children.get(above);
    if (list === undefined) children.set(above, [row]);
    else list.push(row);
  }
  const stack: { readonly row: number; readonly until: number }[] = [{ row: 0, until: end(0) }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    path.add(next.row);
    let until = Math.min(next.until, end(next.row));
    for (const child of (children.get(next.row) ?? []).toSorted((a, b) => end(b) - end(a))) {
      if (end(child) > until + 1e-6 || end(child) <= (start[next.row] ?? 0)) continue;
      stack.push({ row: child, until: end(child) });
      until = start[child] ?? 0;
    }
  }
  return path;
}
