/** A share as per cent, with the digits that count: `0 %`, `0.05 %`, `2.1 %`, `17 %`. */
export function formatShare(share: number | null): string {
  if (share === null) return 'none';
  const percent = share * 100;
  if (percent === 0 || percent === 100) return `${percent} %`;
  const digits = percent < 0.095 ? 3 : percent < 0.95 ? 2 : percent < 9.95 ? 1 : 0;
  return `${percent.toFixed(digits)} %`;
}

/** `12,345`. */
export function formatWhole(count: number): string {
  return String(Math.round(count)).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** `8.1 times`, `120 times`. */
export function formatTimes(factor: number): string {
  return `${factor >= 99.5 ? factor.toFixed(0) : factor >= 9.95 ? factor.toFixed(0) : factor.toFixed(1)} times`;
}

/** `9.9 ms`, `196 ms`, `2.4 s`. */
export function formatTime(ms: number | null): string {
  if (ms === null) return 'unknown';
  if (ms >= 999.5) return `${(ms / 1000).toFixed(ms >= 9950 ? 0 : 1)} s`;
  return `${ms >= 99.5 ? ms.toFixed(0) : ms >= 9.95 ? ms.toFixed(0) : ms.toFixed(1)} ms`;
}

/** `about 40 s`, `about 14 min`, `about 3 h`, `about 2 days`. */
export function formatSpan(minutes: number): string {
  if (minutes < 1.5) return `about ${Math.max(10, Math.ceil(minutes * 6) * 10)} s`;
  if (minutes < 100) return `about ${Math.ceil(minutes)} min`;
  return minutes < 2880 ? `about ${Math.ceil(minutes / 60)} h` : `about ${Math.ceil(minutes / 1440)} days`;
}
