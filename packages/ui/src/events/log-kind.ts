import { toSubject } from '@seatrial/model';
import type { Intrinsic } from '@seatrial/model';
import type { JsonValue, LogRow } from '@seatrial/store';
import { formatInstant } from '../text/time.ts';
import type { EventKind } from './event-kind.ts';
import { SelectedLog } from './selected-log.tsx';
import { toText } from './value-text.ts';

/** Logs in the table of events. */
export const logKind: EventKind<LogRow> = {
  name: 'logs',
  path: '/api/logs',
  one: 'log',
  filter: { fields: 'logs', names: '/api/logs/names', values: '/api/logs/values' },
  fixed: [
    { name: 'time', title: 'Time', width: '104px', look: 'time', text: ({ time }) => formatInstant(Date.parse(time)) },
    { name: 'severity', title: 'Severity', width: '74px', text: ({ severity }) => severity },
    { name: 'body', title: 'Message', width: 'minmax(240px, 1fr)', look: 'mono', text: toMessage },
    { name: 'service', title: 'Service', width: '110px', text: ({ service }) => service },
    { name: 'release', title: 'Release', width: '150px', look: 'release', text: ({ version }) => version },
    { name: 'trace', title: 'Trace', width: '84px', look: 'mono', text: ({ traceId }) => traceId.slice(0, 8) },
  ],
  toTime: ({ time }) => time,
  isError: ({ severityNumber }) => severityNumber >= 17,
  read: (log, name) => {
    const subject = toSubject(name);
    if (subject.kind === 'intrinsic') return toText(toIntrinsic(log, subject.name));
    if (subject.name === 'severity') return log.severity;
    if (subject.name === 'body') return toText(log.body);
    return toText(log.attributes[subject.name] ?? log.resource[subject.name]);
  },
  Detail: SelectedLog,
  command: ['npx', 'seatrial', 'logs'],
};

/** What is logged, in a line: events by their name. */
function toMessage({ eventName, body }: LogRow): string {
  return [eventName, toText(body)].filter((part) => part !== '').join(' ');
}

const ofResource: Readonly<Partial<Record<Intrinsic, string>>> = {
  build: 'app.build_id',
  deployment: 'deployment.id',
  ring: 'seatrial.ring',
  commit: 'vcs.ref.head.revision',
  environment: 'deployment.environment.name',
};

function toIntrinsic(log: LogRow, name: Intrinsic): JsonValue | undefined {
  const attribute = ofResource[name];
  if (attribute !== undefined) return log.resource[attribute];
  if (name === 'service') return log.service;
  if (name === 'release' || name === 'version') return log.version;
  if (name === 'name') return log.eventName;
  if (name === 'error') return log.severityNumber >= 17;
  if (name === 'trace') return log.traceId;
  return name === 'span' ? log.spanId : undefined;
}
