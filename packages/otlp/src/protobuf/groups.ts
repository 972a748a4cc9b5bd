import type { ResourceRecord, ScopeRecord } from '@seatrial/model';
import { createBag } from '../attribute-bag.ts';
import type { AttributeBag } from '../attribute-bag.ts';
import type { ProtobufReader } from './reader.ts';
import { readKeyValue } from './values.ts';

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
  const { scope, places } = readScopePlaces(reader, end);
  readAt(reader, places, (at) => readRecord(at, scope));
}

/** The scope, and where each of its records begins and ends, one pair after the other. */
export function readScopePlaces(
  reader: ProtobufReader,
  end: number,
): { readonly scope: ScopeRecord; readonly places: readonly number[] } {
  const places: number[] = [];
  let scope = { name: '', version: '', attributes: createBag() };
  let schemaUrl = '';
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === 10) scope = readScope(reader, end);
    else if (tag === 18) passBy(reader, end, places);
    else if (tag === 26) schemaUrl = reader.key(end);
    else reader.skip(tag, end);
  }
  reader.close(end);
  return { scope: { ...scope, schemaUrl }, places };
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
