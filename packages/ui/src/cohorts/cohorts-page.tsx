import type { ReactElement } from 'react';
import { toAnswerUrl } from '../api/ask.ts';
import { useAnswer } from '../api/use-answer.ts';
import { Empty, Failure, Loading } from '../parts/state.tsx';
import { TakeAway } from '../parts/take-away.tsx';
import { Text } from '../parts/text.tsx';
import { TimeWindow } from '../parts/time-window.tsx';
import { toShared } from '@seatrial/model';
import { joinSelectors } from '../text/join-selectors.ts';
import { useComparison } from '../release/use-comparison.ts';
import { FirstSteps } from '../releases/first-steps.tsx';
import { useTitle } from '../shell/use-title.ts';
import { toCommand, toIso } from '../text/command.ts';
import type { Comparison } from '../url/comparison.ts';
import { useUrlState } from '../url/use-url-state.ts';
import { ShadowPairs } from './shadow-pairs.tsx';
import { SplitSection } from './split-section.tsx';
import './cohorts.css';

/** Who got what: requests by flag and cohort, and whether the shares are as they were meant to be. */
export function CohortsPage(): ReactElement {
  const asked = useComparison();
  useTitle('Cohorts and flags');
  if (asked.kind === 'failed') return <Failure error={asked.error} />;
  if (asked.kind === 'nothing') return <FirstSteps narrowed={false} />;
  return asked.kind === 'asking' ? (
    <Loading what="Asking for the services" />
  ) : (
    <OfService comparison={asked.comparison} />
  );
}

function OfService({ comparison }: { readonly comparison: Comparison }): ReactElement {
  const { get } = useUrlState();
  const { service = '', environment = '' } = comparison;
  const range = { from: get('from'), to: get('to') };
  const names = useAnswer<readonly string[]>('/api/attributes', {});
  if (names.error !== null) return <Failure error={names.error} />;
  if (names.data === undefined) return <Loading what="Asking for flags and cohorts" />;
  const splits = [
    ...names.data.flatMap((name) => (name.startsWith('feature_flags.') ? [`flag.${name.slice(14)}`] : [])),
    ...names.data.flatMap((name) => (name.startsWith('seatrial.cohort.') ? [`cohort.${name.slice(16)}`] : [])),
  ];
  const where = joinSelectors(toShared({ service, environment }), comparison.where ?? '');
  if (splits.length === 0)
    return (
      <Empty title="No request carries a flag or a cohort yet">
        <p className="lead">
          Flags are on spans as soon as @seatrial/flags sees their evaluations: with OpenFeature, LaunchDarkly and
          others it finds them by itself. Cohorts come from rules on the request, or from setCohort().
        </p>
      </Empty>
    );
  return (
    <div className="page">
      <div className="head-row">
        <div>
          <p className="crumb">
            <b>
              <Text of={service} />
            </b>
            {environment !== '' && (
              <span className="faint">
                <Text of={environment} />
              </span>
            )}
          </p>
          <h1 className="small">Cohorts and flags</h1>
        </div>
        <div className="head-side">
          <TimeWindow />
          <TakeAway
            command={toCommand(['npx', 'seatrial', 'events', '--requests'], {
              by: splits[0],
              where,
              since: toIso(range.from),
              until: toIso(range.to),
            })}
            json={toAnswerUrl('/api/events/groups', { where, by: splits[0], of: 'requests', ...range })}
          />
        </div>
      </div>
      {splits.map((by) => (
        <SplitSection key={by} {...{ by, where, range, service }} />
      ))}
      <ShadowPairs service={service} />
    </div>
  );
}
