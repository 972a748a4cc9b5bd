import type { ReactElement } from 'react';
import { CommandLine } from '../parts/copy.tsx';
import { Empty } from '../parts/state.tsx';
import { Text } from '../parts/text.tsx';

/** No process has told of functions: what makes one do so. */
export function NoLedger({ service }: { readonly service: string | undefined }): ReactElement {
  return (
    <Empty title="Nobody has told which functions ran">
      <p className="lead">
        A release that was built with a plan tells of every function it changed{' '}
        {service === undefined ? '' : <Text of={`(${service} has none, or none of its processes has reported yet)`} />}.
        Write the plan when you build, from the release before:
      </p>
      <CommandLine text="npx seatrial build --from v1.4.1 --upload" />
      <p className="lead">Then start the service with @seatrial/register, as always.</p>
    </Empty>
  );
}
