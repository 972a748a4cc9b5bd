import type { ExemplarRecord, ExponentialBuckets } from '@seatrial/model';
import { createBag } from '../attribute-bag.ts';
import { noBuckets } from '../metric-point.ts';
import type { ExponentialFields, HistogramFields, NumberFields, SummaryFields } from '../metric-point.ts';
import { readKeyValue } from './values.ts';
import { readExemplar } from './exemplar.ts';
import { readRepeated } from './repeated.ts';
import type { ProtobufReader } from './reader.ts';

export function readNumberPoint(reader: ProtobufReader, end: number): NumberFields {
  const attributes = createBag();
  const exemplars: ExemplarRecord[] = [];
  const point = { startNano: 0n, timeNano: 0n, flags: 0, value: null as number | bigint | null };
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === 17) point.startNano = reader.fixed64();
    else if (tag === 25) point.timeNano = reader.fixed64();
    else if (tag === 33) point.value = reader.double();
    else if (tag === 42) exemplars.push(readExemplar(reader, end));
    else if (tag === 49) point.value = reader.sfixed64();
    else if (tag === 58) readKeyValue(reader, end, attributes);
    else if (tag === 64) point.flags = reader.uint32();
    else reader.skip(tag, end);
  }
  reader.close(end);
  return { ...point, attributes, exemplars };
}

export function readHistogramPoint(reader: ProtobufReader, end: number): HistogramFields {
  const attributes = createBag();
  const exemplars: ExemplarRecord[] = [];
  const bucketCounts: bigint[] = [];
  const explicitBounds: number[] = [];
  const point = { startNano: 0n, timeNano: 0n, flags: 0, count: 0n, ...noSummary };
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === 17) point.startNano = reader.fixed64();
    else if (tag === 25) point.timeNano = reader.fixed64();
    else if (tag === 33) point.count = reader.fixed64();
    else if (tag === 41) point.sum = reader.double();
    else if (tag >>> 3 === 6) readRepeated(reader, tag, end, bucketCounts, 1, () => reader.fixed64());
    else if (tag >>> 3 === 7) readRepeated(reader, tag, end, explicitBounds, 1, () => reader.double());
    else if (tag === 66) exemplars.push(readExemplar(reader, end));
    else if (tag === 74) readKeyValue(reader, end, attributes);
    else if (tag === 80) point.flags = reader.uint32();
    else if (tag === 89) point.min = reader.double();
    else if (tag === 97) point.max = reader.double();
    else reader.skip(tag, end);
  }
  reader.close(end);
  return { ...point, attributes, exemplars, bucketCounts, explicitBounds };
}

const noSummary: { readonly sum: number | null; readonly min: number | null; readonly max: number | null } = {
  sum: null,
  min: null,
  max: null,
};

export function readExponentialPoint(reader: ProtobufReader, end: number): ExponentialFields {
  const attributes = createBag();
  const exemplars: ExemplarRecord[] = [];
  let positive = noBuckets;
  let negative = noBuckets;
  const point = {
    startNano: 0n,
    timeNano: 0n,
    flags: 0,
    count: 0n,
    scale: 0,
    zeroCount: 0n,
    zeroThreshold: 0,
    ...noSummary,
  };
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === 10) readKeyValue(reader, end, attributes);
    else if (tag === 17) point.startNano = reader.fixed64();
    else if (tag === 25) point.timeNano = reader.fixed64();
    else if (tag === 33) point.count = reader.fixed64();
    else if (tag === 41) point.sum = reader.double();
    else if (tag === 48) point.scale = reader.sint32();
    else if (tag === 57) point.zeroCount = reader.fixed64();
    else if (tag === 66) positive = readBuckets(reader, end);
    else if (tag === 74) negative = readBuckets(reader, end);
    else if (tag === 80) point.flags = reader.uint32();
    else if (tag === 90) exemplars.push(readExemplar(reader, end));
    else if (tag === 97) point.min = reader.double();
    else if (tag === 105) point.max = reader.double();
    else if (tag === 113) point.zeroThreshold = reader.double();
    else reader.skip(tag, end);
  }
  reader.close(end);
  return { ...point, attributes, exemplars, positive, negative };
}

function readBuckets(reader: ProtobufReader, parentEnd: number): ExponentialBuckets {
  const end = reader.open(parentEnd);
  const counts: bigint[] = [];
  let offset = 0;
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === 8) offset = reader.sint32();
    else if (tag >>> 3 === 2) readRepeated(reader, tag, end, counts, 0, () => reader.uint64());
    else reader.skip(tag, end);
  }
  reader.close(end);
  return { offset, counts };
}

export function readSummaryPoint(reader: ProtobufReader, end: number): SummaryFields {
  const attributes = createBag();
  const quantiles: { readonly quantile: number; readonly value: number }[] = [];
  const point = { startNano: 0n, timeNano: 0n, flags: 0, count: 0n, sum: 0 };
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === 17) point.startNano = reader.fixed64();
    else if (tag === 25) point.timeNano = reader.fixed64();
    else if (tag === 33) point.count = reader.fixed64();
    else if (tag === 41) point.sum = reader.double();
    else if (tag === 50) quantiles.push(readQuantile(reader, end));
    else if (tag === 58) readKeyValue(reader, end, attributes);
    else if (tag === 64) point.flags = reader.uint32();
    else reader.skip(tag, end);
  }
  reader.close(end);
  return { ...point, attributes, exemplars: [], quantiles };
}

function readQuantile(
  reader: ProtobufReader,
  parentEnd: number,
): { readonly quantile: number; readonly value: number } {
  const end = reader.open(parentEnd);
  const pair = { quantile: 0, value: 0 };
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === 9) pair.quantile = reader.double();
    else if (tag === 17) pair.value = reader.double();
    else reader.skip(tag, end);
  }
  reader.close(end);
  return pair;
}
