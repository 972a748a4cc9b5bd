import type { ContrastSize } from '@seatrial/store';

/** How much evidence a row is, on either side: less than one where several rows are of one trace, which tend to end alike. */
export interface EvidenceShare {
  readonly group: number;
  readonly against: number;
}

/** Rows count as the traces that they are of, on average (Kish, Survey Sampling (1965), section 5.4, clusters that agree). */
export function toEvidenceShare({ group, against, groupTraces, againstTraces }: ContrastSize): EvidenceShare {
  return {
    group: group === 0 ? 1 : groupTraces / group,
    against: against === 0 ? 1 : againstTraces / against,
  };
}
