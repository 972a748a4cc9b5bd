// One place for every number that a person reads.

const thin = '\u2009';
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** `187 240`, with thin spaces. */
export function formatCount(count: number): string {
  return whole.format(count).replaceAll(',', thin);
}

/** `20.9 k` from 10,000 on. */
export function formatShort(count: number): string {
  if (count < 10_000) return formatCount(count);
  if (count < 1e6) return `${(count / 1000).toFixed(count < 1e5 ? 1 : 0)} k`;
  return `${(count / 1e6).toFixed(count < 1e8 ? 1 : 0)} M`;
}

/** A duration with a unit that leaves 1 to 999: `842 ms`, `1.19 s`. Never rounded to nothing. */
export function formatMs(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return '–';
  if (ms < 0) return `−${formatMs(-ms)}`;
  if (ms === 0) return '0';
  if (ms < 0.9995) return ms < 0.001 ? `${digits(ms * 1e6, 2)} ns` : `${digits(ms * 1000, 2)} µs`;
  if (ms < 999.5) return `${digits(ms, 3)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 9995 ? 2 : 1)} s`;
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 120) return `${minutes} min ${Math.floor((ms % 60_000) / 1000)} s`;
  return formatSpan(ms);
}

/** At an axis, without trailing zeros: `300 ms`, `1 s`. */
export function formatMsTick(ms: number): string {
  if (ms === 0) return '0';
  if (ms < 1) return `${digits(ms * 1000, 2)} µs`;
  return ms < 1000 ? `${digits(ms, 2)} ms` : `${digits(ms / 1000, 2)} s`;
}

/** A longer time: `38 min`, `6 h`, `3 days`. */
export function formatSpan(ms: number): string {
  if (ms < 90_000) return `${Math.max(1, Math.round(ms / 1000))} s`;
  if (ms < 5_400_000) return `${Math.round(ms / 60_000)} min`;
  return ms < 172_800_000 ? `${Math.round(ms / 3_600_000)} h` : `${Math.round(ms / 86_400_000)} days`;
}

/** A share of 0 to 1: `1.31 %`, `12.4 %`, `< 0.01 %`; a dash where there is none. */
export function formatShare(share: number | null | undefined): string {
  if (share === null || share === undefined) return '–';
  if (share === 0) return '0 %';
  if (share < 0.0001) return '< 0.01 %';
  if (share === 1) return '100 %';
  return `${share < 0.1 ? (share * 100).toFixed(2) : Math.min(99.9, share * 100).toFixed(1)} %`;
}

/** `3.1×`; a dash where there is none. */
export function formatTimes(factor: number | null | undefined): string {
  if (factor === null || factor === undefined) return '–';
  if (factor === 0) return '0×';
  if (factor >= 9.95) return `${formatCount(factor)}×`;
  return `${factor.toFixed(factor < 1.995 ? 2 : 1)}×`;
}

/** An e-value from its natural logarithm, as odds: `420 000 : 1`. */
export function formatOdds(logE: number): string {
  const value = Math.exp(logE);
  if (value > 1e6) return '> 10⁶ : 1';
  if (value >= 9.95) return `${formatCount(Number(value.toPrecision(2)))} : 1`;
  return value < 0.1 ? '< 0.1 : 1' : `${digits(value, 2)} : 1`;
}

/** `3 spans`, `1 span`. */
export function formatMany(count: number, one: string, many: string = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

function digits(value: number, most: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(most)));
}
