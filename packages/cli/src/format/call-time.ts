import { formatMs } from './number.ts';

/** As {@link formatMs}, for calls, which can be much shorter than requests; below 50 ns a reading is the clock's own. */
export function formatCallTime(ms: number | null): string {
  if (ms === null || ms >= 0.9995) return formatMs(ms);
  const nano = ms * 1e6;
  if (nano < 50) return '< 50 ns';
  return nano < 999.5 ? `${nano.toFixed(0)} ns` : `${(nano / 1000).toPrecision(3)} µs`;
}
