import { toSubject } from '@seatrial/model';
import type { Intrinsic } from '@seatrial/model';
import type { JsonValue, SpanRow } from '@seatrial/store';
import { ofSpans } from '../filter/use-suggestions.ts';
import { formatMs } from '../text/number.ts';
import { formatInstant } from '../text/time.ts';
import type { EventKind } from './event-kind.ts';
import { SelectedSpan } from './selected-span.tsx';
import { toText } from './value-text.ts';

/** Spans in the table of events. */
export const spanKind: EventKind<SpanRow> = {
  name: 'spans',
  path: '/api/spans',
  one: 'event',
  filter: ofSpans,
  fixed: [
    {
      name: 'time',
      title: 'Time',
      width: '104px',
      look: 'time',
      text: ({ start }) => formatInstant(Date.parse(start)),
    },
    { name: 'service', title: 'Service', width: '110px', text: ({ service }) => service },
    { name: 'name', title: 'Name', width: 'minmax(160px, 1fr)', look: 'mono', text: ({ name }) => name },
    {
      name: 'duration',
      title: 'Duration',
      width: '84px',
      look: 'number',
      text: ({ durationMs }) => formatMs(durationMs),
    },
    { name: 'status', title: 'Status', width: '74px', text: toStatus },
    { name: 'release', title: 'Release', width: '150px', look: 'release', text: ({ version }) => version },
    { name: 'ring', title: 'Ring', width: '80px', text: ({ ring }) => ring },
  ],
  toTime: ({ start }) => start,
  isError: ({ error }) => error,
  read: (span, name) => {
    const subject = toSubject(name);
    if (subject.kind === 'intrinsic') return toText(toIntrinsic(span, subject.name));
    return toText(span.attributes[subject.name] ?? span.resource[subject.name]);
  },
  Detail: SelectedSpan,
  command: ['npx', 'seatrial', 'tail'],
};

function toIntrinsic(span: SpanRow, name: Intrinsic): JsonValue {
  if (name === 'release') return span.version;
  if (name === 'build') return span.buildId;
  if (name === 'deployment') return span.deploymentId;
  if (name === 'duration') return span.durationMs;
  if (name === 'trace') return span.traceId;
  return name === 'span' ? span.spanId : span[name];
}

function toStatus({ attributes, status, error }: SpanRow): string {
  const code = attributes['http.response.status_code'] ?? attributes['rpc.grpc.status_code'];
  if (code !== undefined) return toText(code);
  return error ? 'error' : status === 'ok' ? 'ok' : '';
}
