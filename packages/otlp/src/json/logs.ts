import type { LogRecord } from '@seatrial/model';
import { Collector } from '../parsed.ts';
import type { Parsed } from '../parsed.ts';
import { readRecords } from './groups.ts';
import { readAttributes, toValue } from './values.ts';
import { field, readCount, readId, readObject, readSigned32, readText, readUnsigned } from './fields.ts';
import type { JsonObject } from './fields.ts';

const severities = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

export function parseJsonLogs(request: JsonObject): Parsed<LogRecord> {
  const logs = new Collector<LogRecord>();
  const names = { resources: 'resourceLogs', scopes: 'scopeLogs', records: 'logRecords' };
  readRecords(request, names, (object, resource, scope) => {
    logs.add({
      timeNano: readUnsigned(object, 'timeUnixNano'),
      observedTimeNano: readUnsigned(object, 'observedTimeUnixNano'),
      severityNumber: readSeverity(object),
      severityText: readText(object, 'severityText'),
      eventName: readText(object, 'eventName'),
      body: readObject(object, 'body', (body) => toValue(body, 0)) ?? null,
      attributes: readAttributes(object, 'attributes'),
      droppedAttributes: readCount(object, 'droppedAttributesCount'),
      flags: readCount(object, 'flags'),
      traceId: readId(object, 'traceId', 16),
      spanId: readId(object, 'spanId', 8),
      resource,
      scope,
    });
  });
  return logs.toParsed();
}

/** A number from 0 to 24, or a name such as `SEVERITY_NUMBER_WARN2`. */
function readSeverity(object: JsonObject): number {
  const match = /^SEVERITY_NUMBER_([A-Z]+)([2-4]?)$/.exec(String(field(object, 'severityNumber') ?? ''));
  if (match === null) return readSigned32(object, 'severityNumber');
  const level = severities.indexOf(match[1] ?? '');
  return level === -1 ? 0 : level * 4 + Number(match[2] || '1');
}
