import { scaleTime } from 'd3-scale';
import { useEffect, useId, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import { formatCount, formatMs, formatMsTick } from '../text/number.ts';
import { formatClock, formatTimeTick } from '../text/time.ts';
import { AxisX, AxisY } from './axis.tsx';
import { useTheme } from './colour.ts';
import { createDurationScale } from './duration-scale.ts';
import { countBox, toRange } from './heat-data.ts';
import type { HeatBox, HeatData, HeatLayer } from './heat-data.ts';
import { paintHeat } from './heat-paint.ts';
import { Markers } from './markers.tsx';
import type { Marker } from './markers.tsx';
import { useWidth } from './plot.tsx';
import { useBoxDrag } from './use-box-drag.ts';

const height = 340;
const heatMargin = { left: 56, right: 12, top: 22, bottom: 22 } as const;

export interface HeatMapProps {
  readonly data: HeatData;
  readonly layer: HeatLayer;
  readonly markers: readonly Marker[];
  readonly box: HeatBox | undefined;
  readonly onBox: (box: HeatBox | undefined) => void;
}

/** Requests by time and duration. A box is drawn by dragging, or with the arrow keys, Shift and Enter. */
export function HeatMap({ data, layer, markers, box, onBox }: HeatMapProps): ReactElement {
  const place = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const tip = useRef<HTMLDivElement>(null);
  const help = useId();
  const width = useWidth(place);
  const theme = useTheme();
  const [said, setSaid] = useState('');
  const inner = {
    width: width - heatMargin.left - heatMargin.right,
    height: height - heatMargin.top - heatMargin.bottom,
  };
  const { columns, rows, edgesMs } = data;

  useEffect(() => {
    if (canvas.current === null || inner.width <= 0) return;
    canvas.current.width = Math.round(inner.width * devicePixelRatio);
    canvas.current.height = Math.round(inner.height * devicePixelRatio);
    paintHeat(canvas.current, data, layer);
  }, [data, layer, theme, inner.width, inner.height]);

  const describe = (of: HeatBox): string => {
    const range = toRange(data, of);
    const count = formatCount(countBox(data, layer, of));
    return `${formatClock(range.from)}–${formatClock(range.to)}, ${formatMs(range.aboveMs)}–${formatMs(range.upToMs)}, ${count} requests`;
  };
  // Moved without React, so that a drag never waits for it.
  const draw = (of: HeatBox | undefined): void => {
    if (frame.current === null) return;
    frame.current.hidden = of === undefined;
    if (of === undefined) return;
    const x = heatMargin.left + (of.left * inner.width) / columns;
    const y = heatMargin.top + ((rows - 1 - of.high) * inner.height) / rows;
    frame.current.style.transform = `translate(${x}px, ${y}px)`;
    frame.current.style.width = `${((of.right - of.left + 1) * inner.width) / columns}px`;
    frame.current.style.height = `${((of.high - of.low + 1) * inner.height) / rows}px`;
  };
  useEffect(() => draw(box));

  const handlers = useBoxDrag({
    columns,
    rows,
    cellAt: (x, y) => ({
      column: clamp(Math.floor(((x - heatMargin.left) / inner.width) * columns), columns),
      row: clamp(rows - 1 - Math.floor(((y - heatMargin.top) / inner.height) * rows), rows),
    }),
    draw: (of, by) => {
      draw(of);
      if (by === 'keys') setSaid(of === undefined ? '' : describe(of));
    },
    point: (of, x) => {
      if (tip.current === null) return;
      tip.current.hidden = of === undefined;
      if (of === undefined) return;
      tip.current.textContent = describe(of);
      const most = width - tip.current.offsetWidth - heatMargin.right;
      tip.current.style.transform = `translateX(${Math.max(heatMargin.left, Math.min(most, x + 12))}px)`;
    },
    choose: onBox,
  });

  const [low, high] = [edgesMs[0] ?? 0, edgesMs.at(-1) ?? 0];
  const x = scaleTime([data.from, data.to], [heatMargin.left, width - heatMargin.right]);
  const durations = createDurationScale(edgesMs);
  const y = (ms: number): number => height - heatMargin.bottom - (durations.place(ms) / rows) * inner.height;
  const times = x.ticks(Math.max(2, inner.width / 110)).map(Number);
  return (
    <div ref={place} className="plot heat" style={{ height }}>
      {width > 0 && (
        <>
          <canvas
            ref={canvas}
            aria-hidden
            style={{ left: heatMargin.left, top: heatMargin.top, width: inner.width, height: inner.height }}
          />
          <svg width={width} height={height} aria-hidden>
            <AxisX
              scale={x}
              ticks={times}
              format={(time) => formatTimeTick(time, data.to - data.from)}
              at={height - heatMargin.bottom}
            />
            <AxisY scale={y} ticks={durations.ticks} format={formatMsTick} at={heatMargin.left} />
            <Markers
              markers={markers}
              scale={x}
              from={data.from}
              to={data.to}
              top={0}
              bottom={height - heatMargin.bottom}
            />
          </svg>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <div
            className="heat-hit"
            role="application"
            tabIndex={0}
            aria-roledescription="heat map"
            aria-label={`Latency heat map, ${formatClock(data.from)} to ${formatClock(data.to)}, ${formatMs(low)} to ${formatMs(high)}`}
            aria-describedby={help}
            {...handlers}
          />
          <div ref={frame} className="heat-box" hidden />
          <div ref={tip} className="heat-tip number" hidden />
          <p id={help} className="unseen">
            Arrow keys move by five cells, with Alt by one; Shift draws a box, Enter explains it, Escape clears it.
          </p>
          <p className="unseen" aria-live="polite">
            {said}
          </p>
        </>
      )}
    </div>
  );
}

function clamp(index: number, count: number): number {
  return Math.max(0, Math.min(count - 1, index));
}
