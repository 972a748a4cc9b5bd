import type { ReactElement } from 'react';
import { useLive } from '../api/live.tsx';
import { toIso } from '../text/command.ts';
import { formatClock } from '../text/time.ts';

/** Since when what is shown lay ready, as long as the server has not answered anew. */
export function AsOf(): ReactElement | undefined {
  const { asOf } = useLive();
  if (asOf === undefined) return undefined;
  return (
    <span className="as-of" title={`More has come since ${toIso(String(asOf)) ?? ''}; asking again`}>
      as of {formatClock(asOf)}
    </span>
  );
}
