import type { AttributeValue, LogRecord } from '@seatrial/model';
import { createBag } from '../attribute-bag.ts';
import { Collector } from '../parsed.ts';
import type { Parsed } from '../parsed.ts';
import { readByResource, readByScope } from './groups.ts';
import { readAnyValue, readKeyValue } from './values.ts';
import { ProtobufReader } from './reader.ts';

/** Reads an ExportLogsServiceRequest. */
export function parseProtobufLogs(bytes: Uint8Array): Parsed<LogRecord> {
  const reader = new ProtobufReader(bytes);
  const logs = new Collector<LogRecord>();
  readByResource(reader, (scopeEnd, resource) => {
    readByScope(reader, scopeEnd, (end, scope) => logs.add({ ...readLog(reader, end), resource, scope }));
  });
  return logs.toParsed();
}

function readLog(reader: ProtobufReader, end: number): Omit<LogRecord, 'resource' | 'scope'> {
  const attributes = createBag();
  const log = {
    timeNano: 0n,
    observedTimeNano: 0n,
    severityNumber: 0,
    severityText: '',
    eventName: '',
    body: null as AttributeValue,
    attributes,
    droppedAttributes: 0,
    flags: 0,
    traceId: '',
    spanId: '',
  };
  while (reader.position < end) {
    const tag = reader.tag();
    switch (tag) {
      case 9:
        log.timeNano = reader.fixed64();
        break;
      case 16:
        log.severityNumber = reader.int32();
        break;
      case 26:
        log.severityText = reader.key(end);
        break;
      case 42:
        log.body = readAnyValue(reader, end, 0);
        break;
      case 50:
        readKeyValue(reader, end, attributes);
        break;
      case 56:
        log.droppedAttributes = reader.uint32();
        break;
      case 69:
        log.flags = reader.fixed32();
        break;
      case 74:
        log.traceId = reader.id(end, 16);
        break;
      case 82:
        log.spanId = reader.id(end, 8);
        break;
      case 89:
        log.observedTimeNano = reader.fixed64();
        break;
      case 98:
        log.eventName = reader.key(end);
        break;
      default:
        reader.skip(tag, end);
    }
  }
  reader.close(end);
  return log;
}
