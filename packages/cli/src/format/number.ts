const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** `12.3 MB`, by powers of 1,000. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** Milliseconds with three digits that count: `0.42 ms`, `12.3 ms`, `480 ms`, `3.20 s`, `2 m 05 s`. */
export function formatMs(milliseconds: number | null): string {
  if (milliseconds === null) return '–';
  const size = Math.abs(milliseconds);
  if (size >= 59_995) {
    const seconds = Math.round(milliseconds / 1000);
    return `${Math.trunc(seconds / 60)} m ${String(Math.abs(seconds % 60)).padStart(2, '0')} s`;
  }
  if (size >= 999.5) return `${toThreeDigits(milliseconds / 1000)} s`;
  return `${toThreeDigits(milliseconds)} ms`;
}

/** A share as per cent: `0 %`, `0.05 %`, `12.5 %`. */
export function formatPercent(share: number | null): string {
  if (share === null) return '–';
  const percent = share * 100;
  if (percent === 0 || percent === 100) return `${percent} %`;
  return `${percent < 1 ? percent.toFixed(2) : percent.toFixed(1)} %`;
}

/** `12,345`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

function toThreeDigits(value: number): string {
  const size = Math.abs(value);
  if (size >= 99.95) return value.toFixed(0);
  return size >= 9.995 ? value.toFixed(1) : value.toFixed(2);
}
