import type { ReactElement } from 'react';
import type { LogRow, SpanRow } from '@seatrial/store';
import { toText } from '../events/value-text.ts';
import { Text } from '../parts/text.tsx';
import { formatMs } from '../text/number.ts';

/** What the span logged, at its time. */
export function SpanLogs({
  span,
  logs,
}: {
  readonly span: SpanRow;
  readonly logs: readonly LogRow[];
}): ReactElement | undefined {
  if (logs.length === 0) return undefined;
  return (
    <>
      <h3>Logs</h3>
      <ul className="span-logs">
        {logs.map(({ time, severity, severityNumber, eventName, body }, index) => (
          // oxlint-disable-next-line react/no-array-index-key
          <li key={index}>
            <span className="faint number">+{formatMs(Date.parse(time) - Date.parse(span.start))}</span>{' '}
            <b className={severityNumber >= 17 ? 'bad' : ''}>
              <Text of={severity} />
            </b>{' '}
            <Text of={eventName === '' ? toText(body) : `${eventName} ${toText(body)}`} lines />
          </li>
        ))}
      </ul>
    </>
  );
}
