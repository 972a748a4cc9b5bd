import { limits, matchesSelector } from '@seatrial/model';
import type { Arm, ComparisonQuery, ErrorGroupRow } from '../../evidence.ts';
import { toCarriedLookup } from './carried.ts';
import { compareAll, groupBy } from './order.ts';
import { isAsked } from './requests.ts';
import type { PlainRow } from './requests.ts';

/** Failing spans of either arm that look alike, traces counted once. */
export function toPlainErrorGroups(rows: readonly PlainRow[], query: ComparisonQuery): readonly ErrorGroupRow[] {
  const { service, where = [], candidate, baseline, warmUpMs = limits.warmUpMs, ...range } = query;
  const failing = rows.filter(
    (row) =>
      row.error &&
      !row.shadow &&
      !row.unfinished &&
      row.service === service &&
      (row.ageMs === undefined || row.ageMs >= warmUpMs) &&
      isAsked(row, range),
  );
  const grouped = failing.flatMap((row) => {
    const lookup = toCarriedLookup(row, rows);
    const arm = matchesSelector(candidate, lookup) ? 'candidate' : 'baseline';
    if (arm === 'baseline' && !matchesSelector(baseline, lookup)) return [];
    if (!matchesSelector(where, lookup)) return [];
    const exception = row.span.events.find(({ name }) => name === 'exception')?.attributes ?? {};
    const said = (name: string): string | undefined => {
      const value = exception[`exception.${name}`];
      return typeof value === 'string' ? value : undefined;
    };
    const type = said('type') ?? lookup({ kind: 'attribute', name: 'error.type' }) ?? '';
    const message = said('message') ?? row.span.statusMessage;
    return [{ arm, key: [row.entry ? row.route : '', type, message, said('stacktrace') ?? ''], id: row.span.traceId }];
  });
  const groups = groupBy(grouped, ({ key }) => key).map(
    ([[route = '', type = '', message = '', stack = ''], own]): ErrorGroupRow => {
      const ofArm = (arm: Arm): readonly string[] =>
        [...new Set(own.filter((row) => row.arm === arm).map(({ id }) => id))].toSorted();
      const [one, other] = [ofArm('candidate'), ofArm('baseline')];
      const traceId = one[0] ?? other[0] ?? '';
      return { route, type, message, stack, candidate: one.length, baseline: other.length, traceId };
    },
  );
  const sorted = groups.toSorted(
    (a, b) =>
      b.candidate - a.candidate ||
      b.baseline - a.baseline ||
      compareAll([a.route, a.type, a.message, a.stack], [b.route, b.type, b.message, b.stack]),
  );
  return sorted.slice(0, 1000);
}
