import { memo } from 'react';
import type { MemoExoticComponent, ReactElement } from 'react';
import type { LogRow } from '@seatrial/store';
import { Icon } from '../parts/icon.tsx';
import { Text } from '../parts/text.tsx';
import { formatMs } from '../text/number.ts';
import type { TraceTree } from './trace-tree.ts';

export interface WaterfallRowProps {
  readonly tree: TraceTree;
  readonly row: number;
  /** Place among the rows that are shown. */
  readonly index: number;
  readonly top: number;
  /** From milliseconds to per cent of the width. */
  readonly scale: (ms: number) => number;
  readonly folded: boolean;
  readonly selected: boolean;
  readonly onPath: boolean;
  readonly logs: readonly LogRow[];
  /** Called with the place among the rows that are shown. */
  readonly onSelect: (index: number) => void;
  readonly onFold: (row: number) => void;
}

/** Levels that are indented; deeper ones are told by their number. */
const mostIndented = 12;

/** A span: its name at its depth, its bar in time, marks where it logged or threw; drawn again only when something of it changes. */
export const WaterfallRow: MemoExoticComponent<(props: WaterfallRowProps) => ReactElement | undefined> = memo(drawRow);

function drawRow(props: WaterfallRowProps): ReactElement | undefined {
  const { tree, row, index, top, folded, selected, onPath, onSelect, onFold } = props;
  const span = tree.spans[row];
  if (span === undefined) return undefined;
  const depth = tree.depth[row] ?? 0;
  const below = tree.below[row] ?? 0;
  const notes = [
    ...(tree.orphans.has(row) ? ['parent missing'] : []),
    ...(tree.skewed.has(row) ? ['clock differs'] : []),
    ...(depth > mostIndented ? [`level ${depth}`] : []),
  ];
  return (
    <div
      id={`span-${row}`}
      role="row"
      aria-level={depth + 1}
      aria-rowindex={index + 1}
      aria-selected={selected}
      {...(below > 0 && { 'aria-expanded': !folded })}
      className="waterfall-row"
      data-error={span.error}
      data-changed={tree.changed.has(row)}
      data-path={onPath}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onSelect(index)}
    >
      <span
        role="gridcell"
        className="waterfall-name"
        style={{ paddingInlineStart: 8 + Math.min(mostIndented, depth) * 12 }}
      >
        <i
          className="fold"
          data-folded={folded}
          aria-hidden
          onClick={(event) => {
            event.stopPropagation();
            if (below > 0) onFold(row);
          }}
        >
          {below > 0 && <Icon name="open" size={12} />}
        </i>
        {folded && <span className="folded number">{below}</span>}
        <span className="faint">
          <Text of={span.service} />
        </span>{' '}
        <Text of={span.name} />
        {notes.length > 0 && <span className="waterfall-note">{notes.join(', ')}</span>}
      </span>
      <span role="gridcell" className="waterfall-bars">
        <Bar {...props} />
      </span>
    </div>
  );
}

/** The bar with its duration on the side that has room. */
function Bar({ tree, row, scale, logs }: WaterfallRowProps): ReactElement {
  const [start, duration] = [tree.start[row] ?? 0, tree.duration[row] ?? 0];
  const clamp = (percent: number): number => Math.max(0, Math.min(100, percent));
  const [left, right] = [clamp(scale(start)), clamp(scale(start + duration))];
  const inside = scale(start) > 100 || scale(start + duration) < 0;
  const marks = [
    ...(tree.spans[row]?.events ?? []).map(({ time, name }) => ({ time, kind: name === 'exception' ? name : '' })),
    ...logs.map(({ time, severityNumber }) => ({ time, kind: severityNumber >= 17 ? 'log exception' : 'log' })),
  ];
  const place = (time: string): number => scale(Date.parse(time) - tree.from);
  return (
    <>
      {!inside && <i className="bar" style={{ left: `${left}%`, width: `max(2px, ${right - left}%)` }} />}
      {marks.map(({ time, kind }, index) => (
        // oxlint-disable-next-line react/no-array-index-key
        <i key={index} className={`mark ${kind}`} style={{ left: `${clamp(place(time))}%` }} />
      ))}
      <span
        className="bar-text number"
        style={right > 84 ? { right: `${100 - left}%`, paddingRight: 6 } : { left: `${right}%`, paddingLeft: 6 }}
      >
        {formatMs(duration)}
      </span>
    </>
  );
}
