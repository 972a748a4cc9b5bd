import { toFineBucket } from '@seatrial/model';
import type { Arm, DistributionQuery, DistributionRow } from '../../evidence.ts';
import { compareAll, groupBy } from './order.ts';
import { toPlainUnits } from './requests.ts';
import type { PlainRequest, PlainRow } from './requests.ts';

export function toPlainDistribution(rows: readonly PlainRow[], query: DistributionQuery): readonly DistributionRow[] {
  const { start, calibration } = query;
  const units = toPlainUnits(rows, query);
  const frozen = new Map<string, number>();
  for (const [route, own] of Map.groupBy(
    units.filter(({ arm, phase }) => arm === 'baseline' && phase === 'steady'),
    (row) => row.route,
  )) {
    // The batch in which as many have been seen as are needed.
    const last = own.map(({ batch }) => batch).toSorted((a, b) => a - b)[calibration - 1];
    if (last !== undefined) frozen.set(route, Math.max(last, start - 1));
  }
  const periodOf = ({ batch, route }: PlainRequest): DistributionRow['period'] =>
    batch < start ? 'before' : batch <= (frozen.get(route) ?? -1) ? 'calibration' : 'judged';
  return groupBy(units, (row) => [row.arm ?? '', row.route, row.phase, periodOf(row)])
    .map(([[arm = '', route = '', phase = '', period = ''], own]): DistributionRow => {
      const buckets = Map.groupBy(own, ({ duration }) => toFineBucket(Number(duration)));
      return {
        arm: arm as Arm,
        route,
        phase: phase as DistributionRow['phase'],
        period: period as DistributionRow['period'],
        frozenAt: frozen.get(route) ?? null,
        requests: own.length,
        errors: own.filter(({ error }) => error).length,
        buckets: [...buckets].map(([bucket, each]) => [bucket, each.length] as const).toSorted(([a], [b]) => a - b),
      };
    })
    .toSorted((a, b) => compareAll([b.arm, a.route, a.phase, a.period], [a.arm, b.route, b.phase, b.period]));
}
