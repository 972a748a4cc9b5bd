import { useState } from 'react';
import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { toReleaseSelector } from '@seatrial/model';
import type { Deploy, Traffic } from '@seatrial/server';
import { ScrollTable } from '../parts/scroll-table.tsx';
import { Section } from '../parts/section.tsx';
import { Text } from '../parts/text.tsx';
import { toMarkers } from '../plot/markers.tsx';
import { formatCount, formatMany, formatMs, formatShare } from '../text/number.ts';
import { formatAgo, formatMoment } from '../text/time.ts';
import { toHref } from '../url/use-url-state.ts';
import { Lane, LaneTimes } from './lane.tsx';
import type { ReleaseLine, ServiceReleases } from './release-lines.ts';
import { VerdictChip } from './verdict-chip.tsx';

/** As many are shown at first, and as many are judged. */
const shownLines = 6;

export interface ServiceSectionProps {
  readonly of: ServiceReleases;
  readonly traffic: Traffic | undefined;
  readonly deploys: readonly Deploy[];
}

/** The releases of a service, each with its lane in time. */
export function ServiceSection({ of, traffic, deploys }: ServiceSectionProps): ReactElement {
  const { service, environment, lines } = of;
  const [all, setAll] = useState(false);
  const shown = all ? lines : lines.slice(0, shownLines);
  const markers = toMarkers(
    deploys.filter((deploy) => deploy.service === service && (deploy.environment || environment) === environment),
  );
  return (
    <Section
      title={
        <>
          <Text of={service === '' ? 'A service without a name' : service} />
          {environment !== '' && (
            <span className="environment">
              <Text of={environment} />
            </span>
          )}
        </>
      }
      note={formatMany(lines.length, 'release')}
    >
      <ScrollTable label={`${service} ${environment}, its releases`}>
        <table className="table releases">
          <thead>
            <tr>
              <th>Release</th>
              <th className="lane-head">{traffic === undefined ? 'Traffic' : <LaneTimes traffic={traffic} />}</th>
              <th className="number">Requests</th>
              <th className="number hide-narrow">Share</th>
              <th className="number">Failing</th>
              <th className="number hide-narrow">p95</th>
              <th className="hide-medium">First seen</th>
              <th>Verdict</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((line, index) => (
              <Line
                key={`${line.version} ${line.buildId}`}
                {...{ line, service, environment, traffic, markers }}
                colour={index === 0 && lines.length > 1 ? 'candidate' : index === 1 ? 'baseline' : 'other'}
                judged={index === 0 && lines.length > 1 && traffic !== undefined}
              />
            ))}
          </tbody>
        </table>
      </ScrollTable>
      {lines.length > shownLines && (
        <p>
          <button type="button" className="button" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? 'Only the newest' : formatMany(lines.length - shownLines, 'older release')}
          </button>
        </p>
      )}
    </Section>
  );
}

interface LineProps {
  readonly line: ReleaseLine;
  readonly service: string;
  readonly environment: string;
  readonly traffic: Traffic | undefined;
  readonly markers: ReturnType<typeof toMarkers>;
  readonly colour: 'candidate' | 'baseline' | 'other';
  readonly judged: boolean;
}

function Line({ line, service, environment, traffic, markers, colour, judged }: LineProps): ReactElement {
  const candidate = toReleaseSelector(line);
  const href = toHref('/release', { service, candidate, ...(environment !== '' && { environment }) });
  return (
    <tr>
      <th scope="row">
        <Link href={href} className={`swatch ${colour}`}>
          <Text of={line.version === '' ? 'no version' : line.version} />
        </Link>
        <span className="rings">
          {[...new Set(line.rings.map(({ ring }) => ring))].map((ring) => (
            <span key={ring} className="ring-name">
              <Text of={ring} />
            </span>
          ))}
        </span>
      </th>
      <td className="lane-cell">{traffic !== undefined && <Lane {...{ line, traffic, markers, colour }} />}</td>
      <td className="number">{formatCount(line.requests)}</td>
      <td className="number hide-narrow">{formatShare(line.share)}</td>
      <td className="number">{formatShare(line.requests === 0 ? null : line.errors / line.requests)}</td>
      <td className="number hide-narrow">{formatRange(line.p95)}</td>
      <td className="hide-medium">
        {formatMoment(line.firstSeen)} <span className="faint">{formatAgo(line.firstSeen)}</span>
      </td>
      <td>
        {judged ? (
          <Link href={href} className="plain">
            <VerdictChip service={service} candidate={candidate} />
          </Link>
        ) : (
          <Link href={href} className="faint">
            compare
          </Link>
        )}
      </td>
    </tr>
  );
}

function formatRange(range: readonly [number, number] | null): string {
  if (range === null) return '–';
  const [least, most] = range.map((ms) => formatMs(ms)) as [string, string];
  return least === most ? most : `${least} – ${most}`;
}
