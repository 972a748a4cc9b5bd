import type { ReactElement } from 'react';
import type { Verdict } from '@seatrial/trial';
import { useAnswer } from '../api/use-answer.ts';
import { Chip } from '../parts/chip.tsx';

/** The verdict on a release, once it is in. */
export function VerdictChip({
  service,
  candidate,
}: {
  readonly service: string;
  readonly candidate: string;
}): ReactElement {
  const { data } = useAnswer<Verdict>('/api/verify', { service, candidate });
  if (data === undefined) return <span className="faint">…</span>;
  return (
    <span title={data.headline}>
      <Chip of={data.verdict} />
    </span>
  );
}
