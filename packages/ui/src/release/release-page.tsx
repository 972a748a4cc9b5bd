import { useMemo } from 'react';
import type { ReactElement } from 'react';
import type { VerdictHistory } from '@seatrial/trial';
import { useAnswer } from '../api/use-answer.ts';
import { Failure, Loading } from '../parts/state.tsx';
import { FirstSteps } from '../releases/first-steps.tsx';
import type { Marker } from '../plot/markers.tsx';
import { usePainted } from '../parts/use-painted.ts';
import { useTitle } from '../shell/use-title.ts';
import type { Comparison } from '../url/comparison.ts';
import { toComparisonQuery } from '../url/comparison.ts';
import { Budgets } from './budgets.tsx';
import { Errors } from './errors.tsx';
import { EveryRequest } from './every-request.tsx';
import { Head } from './head.tsx';
import { ObjectiveTable } from './objective-table.tsx';
import { OverTime } from './over-time.tsx';
import { Routes } from './routes.tsx';
import { Stages } from './stages.tsx';
import { useComparison } from './use-comparison.ts';
import { useMarkers } from './use-markers.ts';

/** Is this release working for users? The verdict as a sentence, then what it is made from. */
export function ReleasePage(): ReactElement {
  const asked = useComparison();
  useTitle(asked.kind === 'known' ? (asked.comparison.service ?? 'Release') : 'Release');
  if (asked.kind === 'failed') return <Failure error={asked.error} />;
  if (asked.kind === 'nothing') return <FirstSteps narrowed={false} />;
  return asked.kind === 'asking' ? (
    <Loading what="Asking for the releases" />
  ) : (
    <Judged comparison={asked.comparison} />
  );
}

function Judged({ comparison }: { readonly comparison: Comparison }): ReactElement {
  const { data, error } = useAnswer<VerdictHistory>('/api/verify/history', toComparisonQuery(comparison));
  const markers = useMarkers(comparison.service, data?.verdict);
  const { where } = comparison;
  // Made anew when the verdict is, and not whenever the address changes: a layer or a box changes that.
  const below = useMemo(
    () => (data === undefined ? undefined : <Below history={data} where={where} markers={markers} />),
    [data, where, markers],
  );
  if (error !== null) return <Failure error={error} />;
  if (data === undefined) return <Loading what="Judging the release" />;
  return (
    <div className="page">
      <Head verdict={data.verdict} comparison={comparison} />
      {below}
    </div>
  );
}

interface BelowProps {
  readonly history: VerdictHistory;
  readonly where: string | undefined;
  readonly markers: readonly Marker[];
}

/** What the verdict is made from. */
function Below({ history, where, markers }: BelowProps): ReactElement {
  const { verdict } = history;
  const compared = verdict.design !== 'none';
  const painted = usePainted();
  return (
    <>
      <Stages service={verdict.service} />
      {verdict.objectives.length > 0 && <ObjectiveTable verdict={verdict} />}
      {compared && <OverTime {...history} markers={markers} />}
      {compared && <EveryRequest verdict={verdict} where={where} markers={markers} />}
      {compared && painted && (
        <div className="two-columns">
          <Routes verdict={verdict} />
          <div className="stack">
            <Errors verdict={verdict} />
            <Budgets verdict={verdict} />
          </div>
        </div>
      )}
    </>
  );
}
