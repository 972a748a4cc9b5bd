import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { CommandLine } from '../parts/copy.tsx';
import { Empty } from '../parts/state.tsx';

/** Nothing has come yet, or nothing in the time that is asked for. */
export function FirstSteps({ narrowed }: { readonly narrowed: boolean }): ReactElement {
  if (narrowed)
    return (
      <Empty title="Nothing came in this time">
        <p className="lead">
          <Link href="/">Look at all that is stored</Link>, or choose another time.
        </p>
      </Empty>
    );
  return (
    <Empty title="Nothing has come yet">
      <p className="lead">Start a service, and its release is here with its first request:</p>
      <CommandLine text="npx seatrial run -- node app.js" />
      <p className="lead">Or look around with the traffic of a made-up shop:</p>
      <CommandLine text="npx seatrial generate" />
    </Empty>
  );
}
