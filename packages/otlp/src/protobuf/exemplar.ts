import type { ExemplarRecord } from '@seatrial/model';
import { createBag } from '../attribute-bag.ts';
import { readKeyValue } from './values.ts';
import type { ProtobufReader } from './reader.ts';

export function readExemplar(reader: ProtobufReader, parentEnd: number): ExemplarRecord {
  const end = reader.open(parentEnd);
  const exemplar = {
    timeNano: 0n,
    value: null as number | bigint | null,
    traceId: '',
    spanId: '',
    attributes: createBag(),
  };
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === 17) exemplar.timeNano = reader.fixed64();
    else if (tag === 25) exemplar.value = reader.double();
    else if (tag === 34) exemplar.spanId = reader.id(end, 8);
    else if (tag === 42) exemplar.traceId = reader.id(end, 16);
    else if (tag === 49) exemplar.value = reader.sfixed64();
    else if (tag === 58) readKeyValue(reader, end, exemplar.attributes);
    else reader.skip(tag, end);
  }
  reader.close(end);
  return exemplar;
}
