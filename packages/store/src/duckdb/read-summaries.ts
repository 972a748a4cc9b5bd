import type { Phase } from '@seatrial/model';
import type { SummaryRow } from '../rows.ts';
import { toBuckets } from './read-evidence.ts';
import { text, toIso } from './read-rows.ts';
import type { Row } from './read-rows.ts';

export function toSummaryRow(row: Row): SummaryRow {
  return {
    minute: toIso(BigInt(Number(row['minute'])) * 60_000_000_000n),
    service: text(row, 'service'),
    version: text(row, 'version'),
    commit: text(row, 'commit'),
    buildId: text(row, 'build_id'),
    environment: text(row, 'environment'),
    ring: text(row, 'ring'),
    route: text(row, 'route'),
    cohort: text(row, 'cohort'),
    phase: text(row, 'phase') as Phase,
    requests: Number(row['requests']),
    errors: Number(row['errors']),
    attempts: Number(row['attempts']),
    weight: Number(row['weight']),
    buckets: toBuckets(row, 'buckets', 'bucket_counts'),
  };
}
