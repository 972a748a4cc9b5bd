import type { SpanRecord } from '@seatrial/model';
import type { Encoding } from '../request.ts';
import { writeJsonTraces } from './json-traces.ts';
import { writeProtobufTraces } from './protobuf-traces.ts';

/** Spans as an export request, grouped by the resource and scope objects that they share. The bytes are read by `parseTraces`. */
export function formatTraces(spans: readonly SpanRecord[], encoding: Encoding): Uint8Array {
  return encoding === 'protobuf' ? writeProtobufTraces(spans) : Buffer.from(writeJsonTraces(spans));
}
