import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { CommandLine } from '../parts/copy.tsx';

export interface NoEventsProps {
  readonly of: 'spans' | 'logs';
  readonly where: string;
  readonly narrowed: boolean;
}

/** Nothing matches: what to do about it. */
export function NoEvents({ of, where, narrowed }: NoEventsProps): ReactElement {
  if (where === '' && !narrowed && of === 'logs')
    return (
      <div className="empty">
        <p className="lead">
          No log has come yet. Logs that a service sends by OpenTelemetry are here, each with the trace that it belongs
          to:
        </p>
        <CommandLine text="npx seatrial run -- node app.js" />
      </div>
    );
  if (where === '' && !narrowed)
    return (
      <div className="empty">
        <p className="lead">Nothing has come yet. Start a service, and its spans are here as they end:</p>
        <CommandLine text="npx seatrial run -- node app.js" />
      </div>
    );
  return (
    <div className="empty">
      <p className="lead">
        Nothing matches. Take a condition away, choose another time, or{' '}
        <Link href={of === 'logs' ? '/events?of=logs' : '/events'}>look at all of them</Link>.
      </p>
    </div>
  );
}
