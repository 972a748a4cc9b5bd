import type { ReactElement } from 'react';
/** No span matches: what to do about it. */
export declare function NoEvents({
  where,
  narrowed,
}: {
  readonly where: string;
  readonly narrowed: boolean;
}): ReactElement;
