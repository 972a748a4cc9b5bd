import { SeatrialError } from '@seatrial/model';
import type { TimeRange } from '@seatrial/store';

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * A length of time as people write it, in milliseconds: `90s`, `15m`, `2h`, `1d`. `name` is what it was given as.
 * @throws SeatrialError `SEATRIAL_BAD_ARGUMENT`
 */
export function parseDuration(name: string, text: string): number {
  const length = readDuration(text);
  if (length !== undefined) return Math.round(length);
  throw new SeatrialError('SEATRIAL_BAD_ARGUMENT', `${name} is ${JSON.stringify(text)}; write 90s, 15m, 2h or 1d.`);
}

function readDuration(text: string): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*(s|m|min|h|d)$/.exec(text.trim()) ?? [];
  return number === undefined ? undefined : Number(number) * (units[unit ?? 's'] ?? 0);
}

/**
 * A point in time as people write it: `90s`, `15m`, `2h`, `7d` ago, or ISO 8601.
 * @throws SeatrialError `SEATRIAL_BAD_ARGUMENT`
 */
export function parseTime(text: string, now: number = Date.now()): number {
  const ago = readDuration(text);
  if (ago !== undefined) return now - ago;
  const time = Date.parse(text);
  if (!Number.isNaN(time) && /^\d{4}-/.test(text.trim())) return time;
  throw new SeatrialError(
    'SEATRIAL_BAD_ARGUMENT',
    `${JSON.stringify(text)} is no time. Write 90s, 15m, 2h or 7d for that long ago, or ISO 8601 such as 2026-11-24T10:00:00Z.`,
  );
}

export function parseTimeRange(since: string | undefined, until: string | undefined): TimeRange {
  const from = since === undefined ? undefined : parseTime(since);
  const to = until === undefined ? undefined : parseTime(until);
  if (from !== undefined && to !== undefined && from > to)
    throw new SeatrialError('SEATRIAL_BAD_ARGUMENT', `--since ${since} lies after --until ${until}. Swap them.`);
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}
