import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { CommandLine } from '../parts/copy.tsx';

/** No span matches: what to do about it. */
export function NoEvents({ where, narrowed }: { readonly where: string; readonly narrowed: boolean }): ReactElement {
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
        No event matches. Take a condition away, choose another time, or <Link href="/events">look at all events</Link>.
      </p>
    </div>
  );
}
