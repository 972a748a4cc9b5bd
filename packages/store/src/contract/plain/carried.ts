import { cohortPrefix, flagPrefix } from '@seatrial/model';
import type { Lookup } from '@seatrial/model';
import type { PlainRow } from './requests.ts';

/** A span that is no entry has flags and cohorts of the nearest entry span above it in its process, too. */
export function toCarriedLookup(row: PlainRow, rows: readonly PlainRow[]): Lookup {
  if (row.entry) return row.lookup;
  return (subject) => {
    const own = row.lookup(subject);
    const { kind, name } = subject;
    if (own !== undefined || kind !== 'attribute' || !(name.startsWith(flagPrefix) || name.startsWith(cohortPrefix)))
      return own;
    const resource = JSON.stringify(row.span.resource);
    const roots = rows.filter(
      ({ entry, span }) =>
        entry &&
        span.traceId === row.span.traceId &&
        span.startNano <= row.span.startNano &&
        Object.hasOwn(span.attributes, name) &&
        JSON.stringify(span.resource) === resource,
    );
    return roots.toSorted((a, b) => Number(b.span.startNano - a.span.startNano))[0]?.lookup(subject);
  };
}
