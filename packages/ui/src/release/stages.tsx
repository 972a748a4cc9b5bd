import type { ReactElement } from 'react';
import type { Rollout, StageProgress } from '@seatrial/trial';
import { useAnswer } from '../api/use-answer.ts';
import { Text } from '../parts/text.tsx';

const words: Readonly<Record<StageProgress['status'], string>> = {
  waiting: 'not yet',
  running: 'running',
  passed: 'passed',
  stopped: 'stopped',
};

/** The stages of the service's rollout as a ladder, where there is one. */
export function Stages({ service }: { readonly service: string }): ReactElement | undefined {
  const { data } = useAnswer<readonly Rollout[]>('/api/rollouts', { service });
  const rollout = data?.find((each) => each.service === service);
  if (rollout === undefined) return undefined;
  return (
    <ol className="stages" aria-label={`Rollout of ${rollout.release}`}>
      {rollout.stages.map((stage) => (
        <li key={stage.name} data-status={stage.status} aria-current={stage.status === 'running' ? 'step' : undefined}>
          <b>
            <Text of={stage.name} />
          </b>{' '}
          <span className="dim">{words[stage.status]}</span>
          {stage.text !== '' && (
            <span className="faint whole">
              <Text of={stage.text} />
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}
