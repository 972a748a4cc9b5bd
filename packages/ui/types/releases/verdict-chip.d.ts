import type { ReactElement } from 'react';
/** The verdict on a release, once it is in. */
export declare function VerdictChip({
  service,
  candidate,
}: {
  readonly service: string;
  readonly candidate: string;
}): ReactElement;
