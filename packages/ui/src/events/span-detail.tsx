import type { ReactElement, ReactNode } from 'react';
import { Link } from 'wouter';
import type { SpanRow } from '@seatrial/store';
import { CopyButton } from '../parts/copy.tsx';
import { Text } from '../parts/text.tsx';
import { formatMs } from '../text/number.ts';
import { formatInstant } from '../text/time.ts';
import { toText } from './value-text.ts';
import { Values } from './values.tsx';
import './span-detail.css';

export interface SpanDetailProps {
  readonly span: SpanRow;
  /** Called with a condition on one of its values; without it none is offered. */
  readonly onFilter?: (condition: string) => void;
  /** Below its name. */
  readonly children?: ReactNode;
}

/** A span, whole: what it is, every attribute, its events. */
export function SpanDetail({ span, onFilter, children }: SpanDetailProps): ReactElement {
  const { name, service, kind, start, durationMs, statusMessage, links, dropped } = span;
  const lost = dropped.attributes + dropped.events + dropped.links;
  return (
    <div className="span-detail">
      <h2 className="mono">
        <Text of={name} />
      </h2>
      <p className="dim">
        <Text of={service} />, {kind}, {formatMs(durationMs)} from {formatInstant(Date.parse(start))}
      </p>
      {statusMessage !== '' && (
        <p className="bad">
          <Text of={statusMessage} />
        </p>
      )}
      {children}
      <SpanEvents span={span} />
      <Values title="Attributes" of={span.attributes} onFilter={onFilter} />
      <Values title="Resource" of={span.resource} onFilter={onFilter} />
      {links.map(({ traceId, spanId }) => (
        <p key={`${traceId} ${spanId}`}>
          linked to{' '}
          <Link className="mono" href={`/trace/${encodeURIComponent(traceId)}?span=${encodeURIComponent(spanId)}`}>
            {traceId}
          </Link>
        </p>
      ))}
      {lost > 0 && <p className="faint">The service left out {lost} attributes, events or links: its limits.</p>}
      <div className="take-away">
        <CopyButton text={JSON.stringify(span, undefined, 2)}>Copy as JSON</CopyButton>
        <CopyButton text={`npx seatrial trace ${span.traceId}`}>Copy as CLI command</CopyButton>
      </div>
    </div>
  );
}

/** Exceptions with their stacks, and whatever else happened in the span. */
function SpanEvents({ span }: { readonly span: SpanRow }): ReactElement | undefined {
  if (span.events.length === 0) return undefined;
  return (
    <ul className="span-events">
      {span.events.map(({ name, time, attributes }, index) => {
        const stack = toText(attributes['exception.stacktrace']);
        const type = toText(attributes['exception.type']);
        const rest = Object.entries(attributes).filter(([key]) => !key.startsWith('exception.'));
        return (
          // Events have no name of their own, and never change their order.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={index}>
            <b className={type === '' ? '' : 'bad'}>
              <Text of={type || name} />
            </b>{' '}
            <span className="faint number">+{formatMs(Date.parse(time) - Date.parse(span.start))}</span>
            <p>
              <Text of={toText(attributes['exception.message'])} />
            </p>
            {stack !== '' && (
              <pre className="mono">
                <Text of={stack} lines />
              </pre>
            )}
            {rest.length > 0 && (
              <p className="mono faint">
                <Text of={rest.map(([key, value]) => `${key}=${toText(value)}`).join(', ')} />
              </p>
            )}
          </li>
        );
      })}
    </ul>
  );
}
