import { useVirtualizer } from '@tanstack/react-virtual';
import { scaleLinear } from 'd3-scale';
import { useMemo, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import type { LogRow } from '@seatrial/store';
import { SpanDetail } from '../events/span-detail.tsx';
import { formatMsTick } from '../text/number.ts';
import { useUrlState } from '../url/use-url-state.ts';
import { findCriticalPath } from './critical-path.ts';
import { Minimap } from './minimap.tsx';
import type { TimePart } from './minimap.tsx';
import { SpanLogs } from './span-logs.tsx';
import { TraceFilter } from './trace-filter.tsx';
import type { TraceTree } from './trace-tree.ts';
import { useTraceKeys } from './use-trace-keys.ts';
import { toVisibleRows } from './visible-rows.ts';
import { WaterfallRow } from './waterfall-row.tsx';

const rowHeight = 24;

/** The spans of a trace as bars on a common time, folded and filtered at will. */
export function Waterfall({
  tree,
  logs,
}: {
  readonly tree: TraceTree;
  readonly logs: readonly LogRow[];
}): ReactElement {
  const url = useUrlState();
  const box = useRef<HTMLDivElement>(null);
  const [folded, setFolded] = useState<ReadonlySet<number>>(new Set());
  const [part, setPart] = useState<TimePart>();
  const [filter, setFilter] = useState({ text: '', leastMs: 0 });
  const path = useMemo(() => findCriticalPath(tree), [tree]);
  const visible = useMemo(() => toVisibleRows(tree, { folded, ...filter }), [tree, folded, filter]);
  const logsBySpan = useMemo(() => Map.groupBy(logs, ({ spanId }) => spanId), [logs]);
  const asked = url.get('span');
  const chosen = Math.max(0, asked === undefined ? 0 : tree.spans.findIndex(({ spanId }) => spanId === asked));
  const at = Math.max(0, visible.indexOf(chosen));
  const virtual = useVirtualizer({
    count: visible.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 10,
    initialOffset: Math.max(0, at * rowHeight - 200),
  });
  const move = (next: number): void => {
    url.set({ span: tree.spans[visible[next] ?? 0]?.spanId });
    virtual.scrollToIndex(next, { align: 'auto' });
  };
  const fold = (row: number): void =>
    setFolded((before) => {
      const after = new Set(before);
      if (!after.delete(row)) after.add(row);
      return after;
    });
  const onKeyDown = useTraceKeys({
    tree,
    path,
    visible,
    at,
    folded,
    onMove: move,
    onFold: fold,
    onOut: () => {
      setPart(undefined);
      setFilter({ text: '', leastMs: 0 });
    },
  });
  const shown = part ?? { from: 0, to: tree.length || 1 };
  const scale = scaleLinear([shown.from, shown.to], [0, 100]);
  const all = Math.max(1, virtual.getTotalSize());
  const top = (virtual.scrollOffset ?? 0) / all;
  const span = tree.spans[visible[at] ?? 0];
  return (
    <>
      <TraceFilter value={filter} onChange={setFilter} shown={visible.length} of={tree.spans.length} />
      <Minimap
        tree={tree}
        part={shown}
        onPart={setPart}
        rows={[top, Math.min(1, top + (box.current?.clientHeight ?? 500) / all)]}
      />
      <div className="trace-two">
        <div className="waterfall-outer">
          <div className="waterfall-times" aria-hidden>
            {scale.ticks(5).map((tick) => (
              <span key={tick} style={{ left: `${scale(tick)}%` }}>
                {formatMsTick(tick)}
              </span>
            ))}
          </div>
          <div
            ref={box}
            className="waterfall"
            role="treegrid"
            aria-label="Spans"
            aria-rowcount={visible.length}
            aria-activedescendant={`span-${visible[at]}`}
            tabIndex={0}
            onKeyDown={onKeyDown}
            style={{ height: `min(max(320px, 100vh - 290px), ${virtual.getTotalSize() + 2}px)` }}
          >
            <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
              {virtual.getVirtualItems().map(({ index, start }) => {
                const row = visible[index] ?? 0;
                return (
                  <WaterfallRow
                    key={row}
                    {...{ tree, row, index, top: start, scale }}
                    folded={folded.has(row)}
                    selected={index === at}
                    onPath={path.has(row)}
                    logs={logsBySpan.get(tree.spans[row]?.spanId ?? '') ?? []}
                    onSelect={() => move(index)}
                    onFold={() => fold(row)}
                  />
                );
              })}
            </div>
          </div>
        </div>
        {span !== undefined && (
          <aside aria-label="Span">
            <SpanDetail span={span}>
              <SpanLogs span={span} logs={logsBySpan.get(span.spanId) ?? []} />
            </SpanDetail>
          </aside>
        )}
      </div>
    </>
  );
}
