import type { Effect } from '@seatrial/trial';

const blocks = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** Rates over time as a sparkline; a blank where there were no requests. */
export function formatSparkline(events: readonly number[], requests: readonly number[], top: number): string {
  return requests
    .map((count, index) => {
      if (count === 0) return ' ';
      const share = top === 0 ? 0 : (events[index] ?? 0) / count / top;
      return blocks[Math.min(blocks.length - 1, Math.round(share * (blocks.length - 1)))] ?? '▁';
    })
    .join('');
}

/** Rates of both arms have one scale: its top is the largest of either. */
export function toTopRate(
  ...series: readonly { readonly events: readonly number[]; readonly requests: readonly number[] }[]
): number {
  return Math.max(
    0,
    ...series.flatMap(({ events, requests }) =>
      requests.map((count, index) => (count === 0 ? 0 : (events[index] ?? 0) / count)),
    ),
  );
}

/** From a tenth to ten times, on a logarithmic scale, "no difference" in the middle. */
const reach = 10;
const width = 25;

/** An interval as a bar, `·····│──●──·····`; what lies beyond the scale ends in an arrow. */
export function formatInterval({ lower, estimate, upper }: Effect): string {
  const place = (value: number): number => Math.round(((Math.log(value) / Math.log(reach) + 1) / 2) * (width - 1));
  const clamp = (position: number): number => Math.max(0, Math.min(width - 1, position));
  const from = lower === null || lower === 0 ? -1 : place(lower);
  const to = upper === null ? width : place(upper);
  const at = estimate === null || estimate === 0 ? undefined : clamp(place(estimate));
  const known = lower !== null || upper !== null;
  return Array.from({ length: width }, (_, index) => {
    if (index === at) return '●';
    if (known && index === 0 && from < 0) return '◂';
    if (known && index === width - 1 && to >= width) return '▸';
    if (index === (width - 1) / 2) return '│';
    return known && index >= from && index <= to ? '─' : '·';
  }).join('');
}
