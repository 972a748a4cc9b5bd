import type { PairQuery, PairRow } from '../../evidence.ts';
import { compareText, groupBy } from './order.ts';
import { toPlainUnits } from './requests.ts';
import type { PlainRow } from './requests.ts';

/** Mirrored requests beside their originals. */
export function toPlainPairs(rows: readonly PlainRow[], { slowerFactor, ...query }: PairQuery): readonly PairRow[] {
  const units = toPlainUnits(rows, { ...query, unit: 'request' });
  const keyOf = ({ span, route }: PlainRow): string => JSON.stringify([span.traceId, route]);
  const originals = Map.groupBy(
    units.filter(({ phase, arm }) => phase === 'steady' && arm === 'baseline'),
    keyOf,
  );
  const mirrored = units.filter(({ phase, arm }) => phase === 'shadow' && arm === 'candidate');
  const pairs = mirrored.flatMap((one) => (originals.get(keyOf(one)) ?? []).map((other) => ({ one, other })));
  const factor = BigInt(Math.round(slowerFactor * 1000));
  const groups = groupBy(pairs, ({ one, other }) => [String(Math.max(one.batch, other.batch)), one.route]);
  return groups
    .map(([[batch = '', route = ''], own]): PairRow => {
      const count = (is: (pair: (typeof pairs)[number]) => boolean): number => own.filter(is).length;
      return {
        batch: Number(batch),
        route,
        pairs: own.length,
        candidateErrors: count(({ one }) => one.error),
        baselineErrors: count(({ other }) => other.error),
        candidateOnly: count(({ one, other }) => one.error && !other.error),
        baselineOnly: count(({ one, other }) => other.error && !one.error),
        candidateSlower: count(({ one, other }) => one.duration * 1000n > other.duration * factor),
        baselineSlower: count(({ one, other }) => other.duration * 1000n > one.duration * factor),
      };
    })
    .toSorted((a, b) => a.batch - b.batch || compareText(a.route, b.route));
}
