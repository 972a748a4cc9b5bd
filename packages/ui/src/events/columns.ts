import { toSubject } from '@seatrial/model';
import type { Intrinsic } from '@seatrial/model';
import type { JsonValue, SpanRow } from '@seatrial/store';
import { formatMs } from '../text/number.ts';
import { formatInstant } from '../text/time.ts';

/** A column of the table: one that every span has, or any attribute by the name that a selector gives it. */
export interface Column {
  readonly name: string;
  readonly title: string;
  readonly width: string;
  readonly numeric: boolean;
  readonly text: (span: SpanRow) => string;
}

const fixed: readonly Column[] = [
  column('time', 'Time', '104px', (span) => formatInstant(Date.parse(span.start))),
  column('service', 'Service', '110px', ({ service }) => service),
  column('name', 'Name', 'minmax(160px, 1fr)', ({ name }) => name),
  { ...column('duration', 'Duration', '84px', ({ durationMs }) => formatMs(durationMs)), numeric: true },
  column('status', 'Status', '74px', toStatus),
  column('release', 'Release', '150px', ({ version }) => version),
  column('ring', 'Ring', '80px', ({ ring }) => ring),
];

/** The fixed columns and those that were asked for, joined by commas. */
export function toColumns(names: string | undefined): readonly Column[] {
  const more = (names ?? '').split(',').filter((name) => name !== '');
  return [...fixed, ...more.map((name) => column(name, name, 'minmax(120px, 0.5fr)', (span) => readValue(span, name)))];
}

function column(name: string, title: string, width: string, text: (span: SpanRow) => string): Column {
  return { name, title, width, text, numeric: false };
}

/** What a selector of this name looks at, as text. */
function readValue(span: SpanRow, name: string): string {
  const subject = toSubject(name);
  if (subject.kind === 'intrinsic') {
    return toText(toIntrinsic(span, subject.name));
  }
  return toText(span.attributes[subject.name] ?? span.resource[subject.name]);
}

function toIntrinsic(span: SpanRow, name: Intrinsic): JsonValue {
  if (name === 'release') return span.version;
  if (name === 'build') return span.buildId;
  if (name === 'deployment') return span.deploymentId;
  if (name === 'duration') return span.durationMs;
  if (name === 'trace') return span.traceId;
  return name === 'span' ? span.spanId : span[name];
}

export function toText(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function toStatus({ attributes, status, error }: SpanRow): string {
  const code = attributes['http.response.status_code'] ?? attributes['rpc.grpc.status_code'];
  if (code !== undefined) return toText(code);
  return error ? 'error' : status === 'ok' ? 'ok' : '';
}
