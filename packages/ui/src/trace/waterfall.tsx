import { scaleLinear } from 'd3-scale';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import type { LogRow } from '@seatrial/store';
import { SpanDetail } from '../events/span-detail.tsx';
import { useStable } from '../events/use-stable.ts';
import { useRowWindow } from '../parts/use-row-window.ts';
import { formatMsTick } from '../text/number.ts';
import { useUrlState } from '../url/use-url-state.ts';
import { findCriticalPath } from './critical-path.ts';
import { Minimap } from './minimap.tsx';
import type { TimePart } from './minimap.tsx';
import { SpanLogs } from './span-logs.tsx';
import { TraceFilter } from './trace-filter.tsx';
import type { TraceTree } from './trace-tree.ts';
import { useTraceKeys } from './use-trace-keys.ts';
import { findRow, toVisibleRows } from './visible-rows.ts';
import { WaterfallRow } from './waterfall-row.tsx';

const rowHeight = 24;
const noLogs: readonly LogRow[] = [];

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
  const chosen = asked === undefined ? 0 : (tree.rowOf.get(asked) ?? 0);
  const at = Math.max(0, findRow(visible, chosen));
  const rows = useRowWindow({ box, count: visible.length, rowHeight, begin: at });
  const move = (next: number): void => {
    url.set({ span: tree.spans[visible[next] ?? 0]?.spanId });
    rows.reveal(next);
  };
  const select = useStable((index: number) => move(index));
  const fold = useCallback(
    (row: number): void =>
      setFolded((before) => {
        const after = new Set(before);
        if (!after.delete(row)) after.add(row);
        return after;
      }),
    [],
  );
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
  const scale = useMemo(() => scaleLinear([shown.from, shown.to], [0, 100]), [shown.from, shown.to]);
  const span = tree.spans[visible[at] ?? 0];
  return (
    <>
      <TraceFilter value={filter} onChange={setFilter} shown={visible.length} of={tree.spans.length} />
      <Minimap tree={tree} part={shown} onPart={setPart} rows={rows.shares} />
      <div className="trace-two">
        <div className="waterfall-outer">
          <div className="waterfall-times" aria-hidden>
            {/* One whose text would leave the picture has none. */}
            {scale
              .ticks(5)
              .filter((tick) => scale(tick) < 94)
              .map((tick) => (
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
            style={{ height: `min(max(320px, 100vh - 290px), ${rows.height + 2}px)` }}
          >
            <div role="rowgroup" style={{ height: rows.height, position: 'relative' }}>
              {[...visible.subarray(rows.first, rows.end)].map((row, place) => {
                const index = rows.first + place;
                return (
                  <WaterfallRow
                    key={row}
                    {...{ tree, row, index, top: index * rowHeight, scale }}
                    folded={folded.has(row)}
                    selected={index === at}
                    onPath={path.has(row)}
                    logs={logsBySpan.get(tree.spans[row]?.spanId ?? '') ?? noLogs}
                    onSelect={select}
                    onFold={fold}
                  />
                );
              })}
            </div>
          </div>
        </div>
        {span !== undefined && (
          <aside aria-label="Span">
            <SpanDetail span={span}>
              <SpanLogs span={span} logs={logsBySpan.get(span.spanId) ?? noLogs} />
            </SpanDetail>
          </aside>
        )}
      </div>
    </>
  );
}
