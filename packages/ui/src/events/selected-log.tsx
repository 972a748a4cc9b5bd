import { memo } from 'react';
import type { MemoExoticComponent, ReactElement } from 'react';
import type { LogRow } from '@seatrial/store';
import { CopyButton } from '../parts/copy.tsx';
import { Text } from '../parts/text.tsx';
import { formatInstant } from '../text/time.ts';
import type { EventDetailProps } from './event-kind.ts';
import { toText } from './value-text.ts';
import { Values } from './values.tsx';
import './span-detail.css';

/** The chosen log beside the table: what was said, whole, and where. */
export const SelectedLog: MemoExoticComponent<(props: EventDetailProps<LogRow>) => ReactElement> = memo(
  function SelectedLog({ row, onFilter, onOpen }: EventDetailProps<LogRow>): ReactElement {
    const { severity, severityNumber, eventName, body, service, time, traceId, attributes, resource } = row;
    const text = typeof body === 'object' && body !== null ? JSON.stringify(body, undefined, 2) : toText(body);
    return (
      <div className="span-detail">
        <h2>
          <span className={severityNumber >= 17 ? 'bad' : ''}>
            <Text of={severity || 'Log'} />
          </span>{' '}
          <span className="mono">
            <Text of={eventName} />
          </span>
        </h2>
        <p className="dim">
          <Text of={service} />, {formatInstant(Date.parse(time))}
        </p>
        <pre className="mono log-body">
          <Text of={text} lines />
        </pre>
        {traceId === '' ? (
          <p className="faint">It names no trace: it was logged outside of one.</p>
        ) : (
          <button type="button" className="button" onClick={() => onOpen(row)}>
            Open the trace <kbd>Enter</kbd>
          </button>
        )}
        <Values title="Attributes" of={attributes} onFilter={onFilter} />
        <Values title="Resource" of={resource} onFilter={onFilter} />
        <div className="take-away">
          <CopyButton text={JSON.stringify(row, undefined, 2)}>Copy as JSON</CopyButton>
        </div>
      </div>
    );
  },
);
