import { parseTraces } from '@seatrial/otlp';
import { decodeWithProtobufjs } from './otlp-schema.ts';
import { measurePairs } from './paired.ts';
import { createRequests, spansPerRequest } from './requests.ts';
import type { BenchRow } from './row.ts';

/** Our reader beside protobufjs, both to usable rows. */
export async function benchDecode(): Promise<readonly BenchRow[]> {
  const requests = createRequests(8);
  const each = (decode: (bytes: Uint8Array) => unknown) => (): void => {
    for (const bytes of requests) decode(bytes);
  };
  const operations = requests.length * spansPerRequest;
  const result = await measurePairs(
    each((bytes) => parseTraces(bytes, 'protobuf')),
    each(decodeWithProtobufjs),
    { operations },
  );
  const detail = `${result.aNano.toFixed(0)} ns against ${result.bNano.toFixed(0)} ns a span`;
  return [{ group: 'decode', name: 'our reader against protobufjs', ratio: result.ratio, upper: result.upper, detail }];
}
