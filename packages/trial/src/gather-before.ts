import type { BatchQuery, BatchRow, DistributionRow, ErrorGroupRow, EvidenceReader } from '@seatrial/store';
import { toControlTimes, toFirstHour } from './control.ts';
import { calibrationRequests } from './freeze.ts';
import type { Times } from './control.ts';
import type { Control } from './verdict.ts';

/** In milliseconds since the Unix epoch: before when nothing is asked about, and the candidate's time. */
export interface BeforeOptions {
  readonly least: number;
  readonly start: number;
  readonly end: number;
}

export interface Before {
  readonly control: Control;
  /** Of the candidate since it began, of the baseline from the time that it is compared with. */
  readonly rows: readonly BatchRow[];
  /** The baseline's of that time. */
  readonly distribution: readonly DistributionRow[];
  readonly errors: readonly ErrorGroupRow[];
}

/**
 * The candidate beside the baseline of the same hours of the week before, in which traffic is most like the candidate's; where it
 * did not serve then, or nothing is kept of it, beside that of the time just before.
 */
export async function gatherBefore(reader: EvidenceReader, query: BatchQuery, options: BeforeOptions): Promise<Before> {
  const { least, start } = options;
  const hour = toFirstHour(start);
  const { edges: _, ...plain } = query;
  const then =
    hour.from < least ? [] : await reader.batches({ ...plain, from: toMinute(hour.from), to: toNextMinute(hour.to) });
  const control: Control = then.some(({ arm }) => arm === 'baseline') ? 'week-before' : 'just-before';
  const before = toMinutes(control, options);
  const rows = await reader.batches(query);
  const beforeRows = await reader.batches({ ...query, ...before });
  return {
    control,
    rows: [...rows.filter(({ arm }) => arm === 'candidate'), ...beforeRows.filter(({ arm }) => arm === 'baseline')],
    distribution: await reader.distribution({
      ...plain,
      ...before,
      start: before.from,
      calibration: calibrationRequests,
    }),
    errors: mergeErrors(await reader.errorGroups(plain), [
      ...(await reader.errorGroups({ ...plain, ...before })),
      ...(control === 'just-before'
        ? []
        : await reader.errorGroups({ ...plain, ...toMinutes('just-before', options) })),
    ]),
  };
}

/** When the baseline served what is compared, in whole minutes. */
function toMinutes(control: Control, options: BeforeOptions): Times {
  const { from, to } = toControlTimes(control, options);
  return { from: toMinute(Math.max(options.least, from)), to: toNextMinute(to) };
}

function toMinute(ms: number): number {
  return Math.floor(ms / 60_000) * 60_000;
}

function toNextMinute(ms: number): number {
  return Math.ceil(ms / 60_000) * 60_000;
}

/**
 * The candidate's of one time and the baseline's of others, where it had more; the most frequent first. Errors are known
 * from spans, which are kept for a shorter time than counts, so that those of a week before may be gone.
 */
function mergeErrors(after: readonly ErrorGroupRow[], before: readonly ErrorGroupRow[]): readonly ErrorGroupRow[] {
  const keyOf = ({ route, type, message, stack }: ErrorGroupRow): string =>
    JSON.stringify([route, type, message, stack]);
  const merged = new Map(
    after.filter(({ candidate }) => candidate > 0).map((group) => [keyOf(group), { ...group, baseline: 0 }]),
  );
  for (const group of before) {
    if (group.baseline === 0) continue;
    const same = merged.get(keyOf(group)) ?? { ...group, candidate: 0, baseline: 0 };
    merged.set(keyOf(group), { ...same, baseline: Math.max(same.baseline, group.baseline) });
  }
  return [...merged.values()].toSorted((a, b) => b.candidate - a.candidate || b.baseline - a.baseline);
}
