const second = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const minute = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** `14:03:07`, in the reader's zone. */
export function formatClock(ms: number): string {
  return second.format(ms);
}

/** `14:03`. */
export function formatMinute(ms: number): string {
  return minute.format(ms);
}

/** `14:03:07.120`. */
export function formatInstant(ms: number): string {
  return `${second.format(ms)}.${String(Math.floor(ms) % 1000).padStart(3, '0')}`;
}

/** `14:03`, with the day before it where that is another than `now`'s: `27 Nov 14:03`. */
export function formatMoment(ms: number, now: number = Date.now()): string {
  return day.format(ms) === day.format(now) ? minute.format(ms) : `${day.format(ms)} ${minute.format(ms)}`;
}

/** At an axis over `spanMs`: with seconds below five minutes, the day from two days on. */
export function formatTimeTick(ms: number, spanMs: number): string {
  if (spanMs < 300_000) return second.format(ms);
  return spanMs > 172_800_000 ? day.format(ms) : minute.format(ms);
}

/** `just now`, `38 min ago`, `3 days ago`. */
export function formatAgo(ms: number, now: number = Date.now()): string {
  const minutes = Math.round((now - ms) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 90) return `${minutes} min ago`;
  return minutes < 2880 ? `${Math.round(minutes / 60)} h ago` : `${Math.round(minutes / 1440)} days ago`;
}

/** `Europe/Paris (GMT+1)`. */
export function formatZone(): string {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'shortOffset' }).formatToParts(new Date());
  const offset = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return timeZone === offset ? timeZone : `${timeZone} (${offset})`;
}
