import { limits } from '@seatrial/model';
import type { AttributeValue, ResourceRecord, ScopeRecord } from '@seatrial/model';
import { createBag } from '../attribute-bag.ts';
import type { AttributeBag } from '../attribute-bag.ts';
import type { ProtobufReader } from './reader.ts';

// Tags are field number × 8 + wire type, so that a field of another wire type than its own falls to `skip`.

/** Reads a KeyValue into the bag; of two with one key the last wins. */
export function readKeyValue(reader: ProtobufReader, parentEnd: number, bag: AttributeBag, depth: number = 0): void {
  const end = reader.open(parentEnd);
  let key = '';
  let value: AttributeValue = null;
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === 10) key = reader.key(end);
    else if (tag === 18) value = readAnyValue(reader, end, depth);
    else reader.skip(tag, end);
  }
  reader.close(end);
  bag[key] = value;
}

export function readAnyValue(reader: ProtobufReader, parentEnd: number, depth: number): AttributeValue {
  if (depth > limits.valueDepth) throw reader.fail(`a value nested more than ${limits.valueDepth} deep`);
  const end = reader.open(parentEnd);
  let value: AttributeValue = null;
  while (reader.position < end) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        value = reader.string(end);
        break;
      case 16:
        value = reader.bool();
        break;
      case 24:
        value = reader.int64();
        break;
      case 33:
        value = reader.double();
        break;
      case 42:
        value = readArray(reader, end, depth + 1);
        break;
      case 50:
        value = readMap(reader, end, depth + 1);
        break;
      case 58:
        value = reader.bytes(end);
        break;
      default:
        reader.skip(tag, end);
    }
  }
  reader.close(end);
  return value;
}

function readArray(reader: ProtobufReader, parentEnd: number, depth: number): AttributeValue {
  const end = reader.open(parentEnd);
  const values: AttributeValue[] = [];
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === 10) values.push(readAnyValue(reader, end, depth));
    else reader.skip(tag, end);
  }
  reader.close(end);
  return values;
}

function readMap(reader: ProtobufReader, parentEnd: number, depth: number): AttributeValue {
  const end = reader.open(parentEnd);
  const bag = createBag();
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === 10) readKeyValue(reader, end, bag, depth);
    else reader.skip(tag, end);
  }
  reader.close(end);
  return bag;
}

/** A resource with its records' scopes, of ResourceSpans, ResourceLogs or ResourceMetrics: the three have one shape. */
export function readByResource(
  reader: ProtobufReader,
  readGroup: (end: number, resource: ResourceRecord) => void,
): void {
  const end = reader.length;
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === 10) readResourceGroup(reader, end, readGroup);
    else reader.skip(tag, end);
  }
  reader.close(end);
}

function readResourceGroup(
  reader: ProtobufReader,
  parentEnd: number,
  readGroup: (end: number, resource: ResourceRecord) => void,
): void {
  const end = reader.open(parentEnd);
  const attributes = createBag();
  const scopes: number[] = [];
  let schemaUrl = '';
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === 10) readResource(reader, end, attributes);
    else if (tag === 18) passBy(reader, end, scopes);
    else if (tag === 26) schemaUrl = reader.key(end);
    else reader.skip(tag, end);
  }
  reader.close(end);
  const resource = { attributes, schemaUrl };
  readAt(reader, scopes, (at) => readGroup(at, resource));
}

/** The scope of ScopeSpans, ScopeLogs or ScopeMetrics, and then each of its records. */
export function readByScope(
  reader: ProtobufReader,
  end: number,
  readRecord: (end: number, scope: ScopeRecord) => void,
): void {
  const records: number[] = [];
  let scope = { name: '', version: '', attributes: createBag() };
  let schemaUrl = '';
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === 10) scope = readScope(reader, end);
    else if (tag === 18) passBy(reader, end, records);
    else if (tag === 26) schemaUrl = reader.key(end);
    else reader.skip(tag, end);
  }
  reader.close(end);
  const shared = { ...scope, schemaUrl };
  readAt(reader, records, (at) => readRecord(at, shared));
}

/** Fields come in any order, so that what is shared by records is read before them: their places are kept in pairs. */
function passBy(reader: ProtobufReader, parentEnd: number, places: number[]): void {
  const end = reader.open(parentEnd);
  places.push(reader.position, end);
  reader.position = end;
}

function readAt(reader: ProtobufReader, places: readonly number[], read: (end: number) => void): void {
  const after = reader.position;
  for (let index = 0; index < places.length; index += 2) {
    reader.position = places[index] ?? after;
    read(places[index + 1] ?? after);
  }
  reader.position = after;
}

function readResource(reader: ProtobufReader, parentEnd: number, attributes: AttributeBag): void {
  const end = reader.open(parentEnd);
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === 10) readKeyValue(reader, end, attributes);
    else reader.skip(tag, end);
  }
  reader.close(end);
}

function readScope(
  reader: ProtobufReader,
  parentEnd: number,
): Omit<ScopeRecord, 'schemaUrl'> & { attributes: AttributeBag } {
  const end = reader.open(parentEnd);
  const scope = { name: '', version: '', attributes: createBag() };
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === 10) scope.name = reader.key(end);
    else if (tag === 18) scope.version = reader.key(end);
    else if (tag === 26) readKeyValue(reader, end, scope.attributes);
    else reader.skip(tag, end);
  }
  reader.close(end);
  return scope;
}
