import { useEffect, useRef } from 'react';
import type { PointerEvent, ReactElement } from 'react';
import { readToken, useTheme } from '../plot/colour.ts';
import { useWidth } from '../plot/plot.tsx';
import type { TraceTree } from './trace-tree.ts';

const height = 56;

/** A part of the trace's time, in milliseconds from its start. */
export interface TimePart {
  readonly from: number;
  readonly to: number;
}

export interface MinimapProps {
  readonly tree: TraceTree;
  readonly part: TimePart;
  readonly onPart: (part: TimePart | undefined) => void;
  /** The rows in sight, as shares of all. */
  readonly rows: readonly [from: number, to: number];
}

/** The whole trace at a glance. A drag zooms into a part of its time, a click goes back to all of it. */
export function Minimap({ tree, part, onPart, rows }: MinimapProps): ReactElement {
  const place = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const drag = useRef<number>(undefined);
  const width = useWidth(place);
  const theme = useTheme();
  useEffect(() => {
    if (canvas.current !== null && width > 0) paint(canvas.current, tree, width);
  }, [tree, width, theme]);
  const timeAt = ({ clientX, currentTarget }: PointerEvent): number => {
    const { left } = currentTarget.getBoundingClientRect();
    return Math.max(0, Math.min(1, (clientX - left) / width)) * tree.length;
  };
  const percent = (time: number): string => `${(100 * time) / (tree.length || 1)}%`;
  return (
    <div
      ref={place}
      className="minimap"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = timeAt(event);
      }}
      onPointerUp={(event) => {
        const [from, to] = [drag.current ?? 0, timeAt(event)].toSorted((a, b) => a - b) as [number, number];
        drag.current = undefined;
        onPart(to - from < tree.length / 100 ? undefined : { from, to });
      }}
    >
      <canvas ref={canvas} aria-hidden />
      <div className="minimap-out" style={{ left: 0, width: percent(part.from) }} aria-hidden />
      <div className="minimap-out" style={{ right: 0, width: percent(tree.length - part.to) }} aria-hidden />
      {rows[1] - rows[0] < 1 && (
        <div
          className="minimap-rows"
          style={{ top: rows[0] * height, height: Math.max(3, (rows[1] - rows[0]) * height) }}
          aria-hidden
        />
      )}
    </div>
  );
}

/**
 * Ordinary spans first, then changed functions, then errors, so that nothing hides what matters. Where many lie on one line
 * of pixels, one that lies within what is drawn there already is left out: a canvas keeps every rectangle until it is shown.
 */
function paint(canvas: HTMLCanvasElement, { spans, start, duration, length, changed }: TraceTree, width: number): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  [canvas.width, canvas.height] = [width * devicePixelRatio, height * devicePixelRatio];
  context.scale(devicePixelRatio, devicePixelRatio);
  const line = height / spans.length;
  const draw = (token: string, least: number, wanted: (row: number) => boolean): void => {
    context.fillStyle = `rgb(${readToken(canvas, token).join(' ')})`;
    let [drawnLine, drawnFrom, drawnTo] = [-1, 0, 0];
    for (let row = 0; row < spans.length; row += 1) {
      if (!wanted(row)) continue;
      const x = ((start[row] ?? 0) / (length || 1)) * width;
      const wide = ((duration[row] ?? 0) / (length || 1)) * width;
      const onLine = Math.floor(row * line);
      const end = x + Math.max(least, wide);
      if (line < 1 && onLine === drawnLine && x >= drawnFrom && end <= drawnTo + 1) continue;
      [drawnLine, drawnFrom, drawnTo] = [onLine, x, end];
      context.fillRect(x, row * line, end - x, Math.max(least, Math.min(3, line)));
    }
  };
  draw('--line-strong', 0.6, () => true);
  draw('--cand', 1.5, (row) => changed.has(row));
  draw('--bad', 1.5, (row) => spans[row]?.error === true);
}
