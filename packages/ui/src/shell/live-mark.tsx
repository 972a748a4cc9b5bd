import type { ReactElement } from 'react';
import { useLive } from '../api/live.tsx';
import { formatShort } from '../text/number.ts';

/** Whether the page hears from the server, and how much has come in since it started. */
export function LiveMark(): ReactElement {
  const { connection, status } = useLive();
  return (
    <span className="live" data-connection={connection}>
      <i aria-hidden />
      <span>{connection}</span>
      {status !== undefined && (
        <span className="number faint hide-narrow">{formatShort(status.received.spans)} spans</span>
      )}
    </span>
  );
}
