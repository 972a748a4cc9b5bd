import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SpanRow } from '@seatrial/store';
import { findCriticalPath } from './critical-path.ts';
import { toTraceTree } from './trace-tree.ts';
import { toVisibleRows } from './visible-rows.ts';

const from = Date.UTC(2026, 10, 24, 10);

/** As much of a span as a tree is made from. */
function createRow(
  spanId: string,
  parentSpanId: string,
  start: number,
  durationMs: number,
  name: string = spanId,
): SpanRow {
  const times = { start: new Date(from + start).toISOString(), durationMs };
  return {
    spanId,
    parentSpanId,
    name,
    service: 'shop',
    attributes: {},
    events: [],
    error: false,
    ...times,
  } as unknown as SpanRow;
}

const rows = [
  createRow('a', '', 0, 100),
  createRow('b', 'a', 10, 40),
  createRow('c', 'b', 20, 20),
  createRow('d', 'a', 55, 40),
  createRow('e', 'a', 30, 20),
];
const nothing = { folded: new Set<number>(), text: '', leastMs: 0 };

describe('a tree', () => {
  it('has parents before their children, and siblings by start', () => {
    const tree = toTraceTree(rows.toReversed());
    expect(tree.spans.map(({ spanId }) => spanId)).toEqual(['a', 'b', 'c', 'e', 'd']);
    expect([...tree.depth]).toEqual([0, 1, 2, 1, 1]);
    expect([...tree.below]).toEqual([4, 1, 0, 0, 0]);
    expect(tree.length).toBe(100);
  });

  it('holds every span once, each under its parent, whatever leads where', () => {
    const spans = fc
      .array(fc.tuple(fc.nat(9), fc.nat(99), fc.nat(99)), { maxLength: 10 })
      .map((list) =>
        list.map(([parent, start, length], index) =>
          createRow(String(index), parent === index ? '' : String(parent), start, length),
        ),
      );
    fc.assert(
      fc.property(spans, (list) => {
        const tree = toTraceTree(list);
        expect(new Set(tree.spans)).toEqual(new Set(list));
        expect(tree.spans).toHaveLength(list.length);
        for (const [row, { parentSpanId }] of tree.spans.entries()) {
          const parent = tree.parent[row] ?? -1;
          if (parent === -1) continue;
          expect(parent).toBeLessThan(row);
          expect(tree.spans[parent]?.spanId).toBe(parentSpanId);
          expect(tree.depth[row]).toBe((tree.depth[parent] ?? 0) + 1);
        }
      }),
    );
  });

  it('folds what lies below, and a filter keeps what leads to what it found', () => {
    const tree = toTraceTree(rows);
    expect([...toVisibleRows(tree, nothing)]).toEqual([0, 1, 2, 3, 4]);
    expect([...toVisibleRows(tree, { ...nothing, folded: new Set([1]) })]).toEqual([0, 1, 3, 4]);
    expect([...toVisibleRows(tree, { ...nothing, text: 'C' })]).toEqual([0, 1, 2]);
    expect([...toVisibleRows(tree, { ...nothing, leastMs: 40 })]).toEqual([0, 1, 4]);
    expect([...toVisibleRows(tree, { ...nothing, text: 'nothing' })]).toEqual([]);
  });
});

describe('the critical path', () => {
  it('is what the end waited for: the last child, and the last before it', () => {
    const tree = toTraceTree(rows);
    const names = new Set([...findCriticalPath(tree)].map((row) => tree.spans[row]?.spanId));
    expect(names).toEqual(new Set(['a', 'b', 'c', 'd']));
  });

  it('leaves out what ends after its parent, and is nothing for no span', () => {
    const tree = toTraceTree([createRow('a', '', 0, 100), createRow('b', 'a', 50, 500)]);
    expect([...findCriticalPath(tree)]).toEqual([0]);
    expect(findCriticalPath(toTraceTree([])).size).toBe(0);
  });
});
