import { limits } from '@seatrial/model';
import type { AttributeValue, ResourceRecord, ScopeRecord } from '@seatrial/model';
import { createBag } from '../attribute-bag.ts';
import type { AttributeBag } from '../attribute-bag.ts';
import { field, JsonProblem, readInteger, readList, readObject, readText, toDouble, toObject } from './fields.ts';
import type { JsonObject } from './fields.ts';

/** The object of a request. */
export function parseJsonObject(bytes: Uint8Array): JsonObject {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  try {
    return toObject(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch (error) {
    throw error instanceof JsonProblem ? error : new JsonProblem(`cannot be parsed (${(error as Error).message})`);
  }
}

export function readAttributes(object: JsonObject, name: string, depth: number = 0): AttributeBag {
  const bag = createBag();
  readList(object, name, (entry) => {
    const pair = toObject(entry);
    bag[readText(pair, 'key')] = readObject(pair, 'value', (value) => toValue(value, depth)) ?? null;
  });
  return bag;
}

export function toValue(object: JsonObject, depth: number): AttributeValue {
  if (depth > limits.valueDepth) throw new JsonProblem(`is nested more than ${limits.valueDepth} deep`);
  if (field(object, 'stringValue') !== undefined) return readText(object, 'stringValue');
  const bool = field(object, 'boolValue');
  if (bool !== undefined) return bool === true || bool === 'true';
  if (field(object, 'intValue') !== undefined) return readInteger(object, 'intValue');
  const double = field(object, 'doubleValue');
  if (double !== undefined) return toDouble(double);
  const array = readObject(object, 'arrayValue', (inner) =>
    readList(inner, 'values', (entry) => toValue(toObject(entry), depth + 1)),
  );
  if (array !== undefined) return array;
  const map = readObject(object, 'kvlistValue', (inner) => readAttributes(inner, 'values', depth + 1));
  if (map !== undefined) return map;
  // Base64 and base64url are both allowed, and Buffer reads both.
  return field(object, 'bytesValue') === undefined
    ? null
    : new Uint8Array(Buffer.from(readText(object, 'bytesValue'), 'base64'));
}

/** Walks resources and scopes: ResourceSpans, ResourceLogs and ResourceMetrics differ in two names. */
export function readRecords(
  request: JsonObject,
  names: { readonly resources: string; readonly scopes: string; readonly records: string },
  read: (record: JsonObject, resource: ResourceRecord, scope: ScopeRecord) => void,
): void {
  readList(request, names.resources, (entry) => {
    const group = toObject(entry);
    const attributes = readObject(group, 'resource', (value) => readAttributes(value, 'attributes')) ?? createBag();
    const resource: ResourceRecord = { attributes, schemaUrl: readText(group, 'schemaUrl') };
    readList(group, names.scopes, (scopeEntry) => {
      const scopeGroup = toObject(scopeEntry);
      const scope: ScopeRecord = {
        ...(readObject(scopeGroup, 'scope', toScope) ?? toScope({})),
        schemaUrl: readText(scopeGroup, 'schemaUrl'),
      };
      readList(scopeGroup, names.records, (record) => read(toObject(record), resource, scope));
    });
  });
}

function toScope(object: JsonObject): Omit<ScopeRecord, 'schemaUrl'> {
  return {
    name: readText(object, 'name'),
    version: readText(object, 'version'),
    attributes: readAttributes(object, 'attributes'),
  };
}
