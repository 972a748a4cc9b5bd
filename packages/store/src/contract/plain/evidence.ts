import { toSubject } from '@seatrial/model';
import type { Arm, ArmRow, BatchQuery, BatchRow, ComparisonQuery, EvidenceReader } from '../../evidence.ts';
import { toPlainDistribution } from './distribution.ts';
import { toPlainErrorGroups } from './error-groups.ts';
import { compareAll, groupBy } from './order.ts';
import { toPlainPairs } from './pairs.ts';
import { toPlainRequests, toPlainRow, toPlainUnits } from './requests.ts';
import type { PlainRow, PlainSpan } from './requests.ts';
import { toPlainSightings } from './sightings.ts';

/**
 * Counts spans in memory, each answer worked out by the definitions in `evidence.ts` and nothing of any engine: what an
 * engine's answers are held to. No span may come twice.
 */
export function createPlainEvidence(spans: readonly PlainSpan[]): EvidenceReader {
  const rows = spans.map(toPlainRow);
  return {
    sightings: (query) => Promise.resolve(toPlainSightings(rows, query)),
    arms: (query) => Promise.resolve(toArms(rows, query)),
    distribution: (query) => Promise.resolve(toPlainDistribution(rows, query)),
    batches: (query) => Promise.resolve(toBatches(rows, query)),
    pairs: (query) => Promise.resolve(toPlainPairs(rows, query)),
    errorGroups: (query) => Promise.resolve(toPlainErrorGroups(rows, query)),
  };
}

function toArms(rows: readonly PlainRow[], query: ComparisonQuery): readonly ArmRow[] {
  const requests = toPlainRequests(rows, query).filter(({ asked, phase }) => asked && phase !== 'unfinished');
  const isNamed = ({ lookup }: PlainRow): boolean =>
    query.unit === 'subject' && lookup({ kind: 'attribute', name: 'feature_flag.context.id' }) !== undefined;
  return (['candidate', 'baseline'] as const).flatMap((arm): readonly ArmRow[] => {
    const own = requests.filter((row) => row.arm === arm);
    const served = own.filter(({ shadow }) => !shadow);
    const batches = served.map(({ batch }) => batch).toSorted((a, b) => a - b);
    if (own.length === 0) return [];
    return [
      {
        arm,
        first: batches[0] ?? 0,
        last: batches.at(-1) ?? 0,
        requests: served.length,
        withSubject: served.filter(isNamed).length,
        shadow: own.length - served.length,
      },
    ];
  });
}

function toBatches(rows: readonly PlainRow[], { cohorts = [], edges = [], ...query }: BatchQuery): readonly BatchRow[] {
  const steady = toPlainUnits(rows, query).filter(({ phase }) => phase === 'steady');
  const most = Math.max(0, ...edges.map(({ nano }) => nano.length));
  const cohortOf = ({ lookup }: PlainRow): string =>
    cohorts.map((name) => lookup(toSubject(`cohort.${name}`)) ?? '').join(',');
  const groups = groupBy(steady, (row) => [String(row.batch), row.arm ?? '', row.route, cohortOf(row)]);
  return groups
    .map(([[batch = '', arm = '', route = '', cohort = ''], own]): BatchRow => {
      const nano = edges.find((entry) => entry.route === route)?.nano ?? [];
      const weights = own.map(({ weight }) => weight);
      return {
        batch: Number(batch),
        arm: arm as Arm,
        route,
        cohort,
        requests: own.length,
        errors: own.filter(({ error }) => error).length,
        leastWeight: Math.min(...weights),
        mostWeight: Math.max(...weights),
        above: Array.from({ length: most }, (_, index) => {
          const edge = nano[index];
          return edge === undefined ? 0 : own.filter(({ duration }) => duration > BigInt(edge)).length;
        }),
      };
    })
    .toSorted((a, b) => a.batch - b.batch || compareAll([a.route, a.cohort, b.arm], [b.route, b.cohort, a.arm]));
}
