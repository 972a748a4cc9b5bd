import type { ReactElement } from 'react';
import { formatMoment } from '../text/time.ts';
import { useUrlState } from '../url/use-url-state.ts';

const lengths = [
  { name: 'Last 15 minutes', minutes: 15 },
  { name: 'Last hour', minutes: 60 },
  { name: 'Last 6 hours', minutes: 360 },
  { name: 'Last 24 hours', minutes: 1440 },
] as const;

/** The time that a view looks at, kept in its address as `from` and `to`. */
export function TimeWindow(): ReactElement {
  const { get, set } = useUrlState();
  const [from, to] = [get('from'), get('to')];
  const chosen = from === undefined && to === undefined ? '' : 'given';
  return (
    <select
      className="select"
      aria-label="Time window"
      value={chosen}
      onChange={({ target: { value } }) => {
        if (value === 'given') return;
        const minutes = Number(value);
        set({ from: value === '' ? undefined : String(Date.now() - minutes * 60_000), to: undefined }, { push: true });
      }}
    >
      <option value="">All time</option>
      {chosen === 'given' && <option value="given">{formatWindow(from, to)}</option>}
      {lengths.map(({ name, minutes }) => (
        <option key={name} value={minutes}>
          {name}
        </option>
      ))}
    </select>
  );
}

function formatWindow(from: string | undefined, to: string | undefined): string {
  const format = (time: string): string => {
    const ms = /^\d+$/.test(time) ? Number(time) : Date.parse(time);
    return Number.isNaN(ms) ? time : formatMoment(ms);
  };
  if (from === undefined) return `Until ${format(to ?? '')}`;
  return to === undefined ? `Since ${format(from)}` : `${format(from)} – ${format(to)}`;
}
