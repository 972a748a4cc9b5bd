import type { ReactElement } from 'react';
import { Link } from 'wouter';
import type { Verdict } from '@seatrial/trial';
import { useAnswer } from '../api/use-answer.ts';
import { Chip } from '../parts/chip.tsx';
import { Section } from '../parts/section.tsx';
import { Text } from '../parts/text.tsx';
import { formatCount, formatShare } from '../text/number.ts';
import { toHref } from '../url/use-url-state.ts';

/** Mirrored requests beside their originals, where there are any. */
export function ShadowPairs({ service }: { readonly service: string }): ReactElement | undefined {
  const candidate = 'ring=shadow';
  const { data } = useAnswer<Verdict>('/api/verify', { service, candidate });
  if (data?.design !== 'shadow-pairs') return undefined;
  const { objectives, candidate: arm, verdict } = data;
  return (
    <Section
      title="Shadow pairs"
      note="Requests that were mirrored, each compared with its original; users saw the original."
    >
      <p>
        <Chip of={verdict} /> {formatCount(arm.requests)} pairs of <Text of={arm.name} />:{' '}
        {objectives
          .map(
            ({ kind, candidate: one, baseline }) =>
              `${kind === 'errors' ? 'failing' : 'slower'} ${formatShare(one.rate)} against ${formatShare(baseline.rate)}`,
          )
          .join(', ')}
        .
      </p>
      <p>
        <Link href={toHref('/release', { service, candidate })}>Look at the comparison</Link>
      </p>
    </Section>
  );
}
