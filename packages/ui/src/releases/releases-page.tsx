import type { ReactElement } from 'react';
import type { Deploy, Traffic } from '@seatrial/server';
import type { ReleaseRow } from '@seatrial/store';
import { toAnswerUrl } from '../api/ask.ts';
import { useAnswer } from '../api/use-answer.ts';
import { Failure, Loading } from '../parts/state.tsx';
import { TakeAway } from '../parts/take-away.tsx';
import { TimeWindow } from '../parts/time-window.tsx';
import { toCommand, toIso } from '../text/command.ts';
import { formatMany } from '../text/number.ts';
import { useTitle } from '../shell/use-title.ts';
import { useUrlState } from '../url/use-url-state.ts';
import { FirstSteps } from './first-steps.tsx';
import { toServiceReleases } from './release-lines.ts';
import { ServiceSection } from './service-section.tsx';

/** Which releases serve, since when, how much, and what became of them. */
export function ReleasesPage(): ReactElement {
  const { get } = useUrlState();
  const range = { from: get('from'), to: get('to') };
  const releases = useAnswer<readonly ReleaseRow[]>('/api/releases', range);
  // After the table: both read all requests, and the table says more.
  const traffic = useAnswer<Traffic>('/api/traffic', range, { enabled: releases.data !== undefined });
  const deploys = useAnswer<readonly Deploy[]>('/api/deploys', { from: range.from });
  useTitle('Releases');
  if (releases.error !== null) return <Failure error={releases.error} />;
  if (releases.data === undefined) return <Loading what="Asking for the releases" />;
  if (releases.data.length === 0) return <FirstSteps narrowed={range.from !== undefined || range.to !== undefined} />;
  const services = toServiceReleases(releases.data, traffic.data);
  const count = services.reduce((sum, { lines }) => sum + lines.length, 0);
  return (
    <div className="page">
      <div className="head-row">
        <h1 className="small">
          {formatMany(count, 'release')} of{' '}
          {formatMany(new Set(services.map(({ service }) => service)).size, 'service')}
        </h1>
        <div className="head-side">
          <TimeWindow />
          <TakeAway
            command={toCommand(['npx', 'seatrial', 'releases'], { since: toIso(range.from) })}
            json={toAnswerUrl('/api/releases', range)}
          />
        </div>
      </div>
      {services.map((of) => (
        <ServiceSection
          key={`${of.service} ${of.environment}`}
          of={of}
          traffic={traffic.data}
          deploys={deploys.data ?? []}
        />
      ))}
    </div>
  );
}
