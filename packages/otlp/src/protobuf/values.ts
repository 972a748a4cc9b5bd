import { limits } from '@seatrial/model';
import type { AttributeValue } from '@seatrial/model';
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
