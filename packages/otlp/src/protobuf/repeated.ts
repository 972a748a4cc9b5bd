import { wire } from './reader.ts';
import type { ProtobufReader } from './reader.ts';

/** A repeated number: packed into one field or written one by one, as parsers have to accept both. */
export function readRepeated<T>(
  reader: ProtobufReader,
  tag: number,
  parentEnd: number,
  into: T[],
  single: number,
  read: () => T,
): void {
  if ((tag & 7) === single) {
    into.push(read());
    return;
  }
  if ((tag & 7) !== wire.bytes) {
    reader.skip(tag, parentEnd);
    return;
  }
  const end = reader.open(parentEnd);
  while (reader.position < end) into.push(read());
  reader.close(end);
}
