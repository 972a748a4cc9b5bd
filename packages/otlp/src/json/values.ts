import { limits } from '@seatrial/model';
import type { AttributeValue } from '@seatrial/model';
import { createBag } from '../attribute-bag.ts';
import type { AttributeBag } from '../attribute-bag.ts';
import { field, JsonProblem, readInteger, readList, readObject, readText, toDouble, toObject } from './fields.ts';
import type { JsonObject } from './fields.ts';

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
