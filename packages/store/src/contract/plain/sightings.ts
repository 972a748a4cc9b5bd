import { toSubject } from '@seatrial/model';
import type { SightingQuery, SightingRow } from '../../evidence.ts';
import { compareAll, groupBy } from './order.ts';
import type { PlainRow } from './requests.ts';

const columns = ['version', 'commit', 'build', 'environment', 'ring'] as const;

export function toPlainSightings(rows: readonly PlainRow[], query: SightingQuery): readonly SightingRow[] {
  const { service, by, from, to } = query;
  const toNano = (ms: number): bigint => BigInt(Math.round(ms)) * 1_000_000n;
  const seen = rows.filter(
    ({ entry, unfinished, shadow, span, ...row }) =>
      entry &&
      (shadow || !unfinished) &&
      row.service === service &&
      (from === undefined || span.startNano >= toNano(from)) &&
      (to === undefined || span.startNano < toNano(to)),
  );
  const keyOf = ({ lookup }: PlainRow): readonly string[] => [
    ...columns.map((name) => lookup({ kind: 'intrinsic', name }) ?? ''),
    by === undefined ? '' : (lookup(toSubject(by)) ?? ''),
  ];
  return groupBy(seen, keyOf)
    .map(([key, own]) => {
      const starts = own.map(({ span }) => span.startNano).toSorted((a, b) => (a < b ? -1 : 1));
      return { key, own, first: starts[0] ?? 0n, last: starts.at(-1) ?? 0n };
    })
    .toSorted((a, b) => Number(a.first - b.first) || compareAll(a.key, b.key))
    .map(({ key, own, first, last }): SightingRow => {
      const [version = '', commit = '', buildId = '', environment = '', ring = '', value = ''] = key;
      return {
        version,
        commit,
        buildId,
        environment,
        ring,
        value,
        first: Number(first / 1_000_000n),
        last: Number(last / 1_000_000n),
        requests: own.length,
        shadow: own.filter(({ shadow }) => shadow).length,
      };
    });
}
