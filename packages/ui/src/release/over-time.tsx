import type { ReactElement } from 'react';
import type { VerdictHistory } from '@seatrial/trial';
import { Legend } from '../parts/arm.tsx';
import { Section } from '../parts/section.tsx';
import type { Marker } from '../plot/markers.tsx';
import { EvidenceLine } from './evidence-line.tsx';
import { toCoarseTrend } from './coarse-trend.ts';
import { FailingLines } from './failing-lines.tsx';

export interface OverTimeProps extends VerdictHistory {
  readonly markers: readonly Marker[];
}

/** Failing requests of both arms, and below on the same axis how the evidence grew. */
export function OverTime({ verdict, steps, markers }: OverTimeProps): ReactElement | undefined {
  const { candidate, baseline } = verdict;
  if (verdict.trend.candidateRequests.length === 0) return undefined;
  const trend = toCoarseTrend(verdict.trend);
  const minutes = trend.stepSeconds / 60;
  const step = minutes === 1 ? 'minute' : minutes > 1 ? `${minutes} minutes` : `${trend.stepSeconds} s`;
  return (
    <Section
      title="Failing requests"
      note={`Share of each ${step} with its 95 % band; below, the evidence as odds against “no worse”.`}
      side={<Legend candidate={candidate.name} baseline={baseline.name} />}
    >
      <FailingLines verdict={verdict} trend={trend} markers={markers} />
      <EvidenceLine verdict={verdict} steps={steps} />
    </Section>
  );
}
