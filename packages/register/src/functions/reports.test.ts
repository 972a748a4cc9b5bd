import { describe, expect, it } from 'vitest';
import type { CellReading, FunctionReading } from '@seatrial/probes';
import { parseExportRequest } from '@seatrial/otlp';
import { toFunctionMetrics } from './function-points.ts';
import { metricsRequest } from './metrics-schema.ts';
import { toKeyValues } from './otlp.ts';
import type { MetricsRequest } from './otlp.ts';
import { encodeMessage } from './protobuf.ts';
import { createToldBefore } from './told-before.ts';

const example = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', timeMs: 1_764_000_000_000 };

function toCell(id: number, calls: number, more: Partial<CellReading> = {}): CellReading {
  const cohort = id === 0 ? {} : { 'feature_flags.f': 'ön', 'seatrial.shadow': true };
  return { id, cohort, calls, errors: [], durations: undefined, example: undefined, ...more };
}

function toReading(index: number, cells: readonly CellReading[]): FunctionReading {
  const planned = { id: '0123456789ab', name: `f${index} ✓`, file: 'src/a.ts', probe: 'full', changed: true } as const;
  return { index, planned, loaded: true, stride: 1, firstSeenMs: 1, unverifiable: undefined, cells };
}

const durations = { count: 300, sum: 1.5, min: 0, max: 0.25, zeroCount: 1, offset: -40, counts: [1, 0, 298] };
const errors = [{ type: 'TypeError', origin: 'thrown', count: 2, example: { ...example, value: 1 } }] as const;
const readings = [
  toReading(0, [toCell(0, 7), toCell(1, 2 ** 40, { durations, errors, example: { ...example, value: 0.25 } })]),
  toReading(1, [toCell(0, 0)]),
  { ...toReading(2, [toCell(0, 0)]), unverifiable: 'the file differs' },
  toReading(3, [toCell(0, 0), toCell(2, 1, { cohort: undefined })]),
];

function toRequest(functions: readonly FunctionReading[], told = createToldBefore(undefined, 1000)): MetricsRequest {
  const metrics = toFunctionMetrics(functions, { timeMs: 2000, release: { 'service.version': '1.4.2' }, told });
  const attributes = toKeyValues({ 'process.pid': 7, load: 0.5, 'process.command_args': ['a', 'b'], nothing: null });
  return {
    resourceMetrics: [{ resource: { attributes }, scopeMetrics: [{ scope: { name: 's', version: '1' }, metrics }] }],
  };
}

describe('a report', () => {
  it('says the same as protobuf and as JSON, many of them as well as few', () => {
    for (const functions of [readings, Array.from({ length: 500 }, () => readings).flat()]) {
      const request = toRequest(functions);
      const json = parseExportRequest('metrics', 'json', new TextEncoder().encode(JSON.stringify(request))).batch;
      const protobuf = parseExportRequest('metrics', 'protobuf', encodeMessage(request, metricsRequest)).batch;
      expect(protobuf).toEqual(json);
    }
  });

  it('has all that was counted', () => {
    const { metrics } = parseExportRequest(
      'metrics',
      'protobuf',
      encodeMessage(toRequest(readings), metricsRequest),
    ).batch;
    const named = (name: string): readonly unknown[] =>
      metrics.filter(({ metric }) => metric.name === `seatrial.function.${name}`);
    expect(named('calls')).toMatchObject([
      { value: 7, startNano: 1_000_000_000n, timeNano: 2_000_000_000n, temporality: 'cumulative', monotonic: true },
      {
        value: 2 ** 40,
        attributes: { 'feature_flags.f': 'ön', 'seatrial.shadow': true },
        exemplars: [{ value: 1, traceId: example.traceId }],
      },
      { value: 0 },
      { value: 0 },
      { value: 1, attributes: { 'otel.metric.overflow': true } },
    ]);
    expect(named('duration')).toMatchObject([
      {
        count: 300n,
        sum: 1.5,
        min: 0,
        max: 0.25,
        zeroCount: 1n,
        scale: 3,
        positive: { offset: -40, counts: [1n, 0n, 298n] },
        exemplars: [{ value: 0.25 }],
      },
    ]);
    expect(named('errors')).toHaveLength(4);
    expect(named('unverifiable')).toMatchObject([{ value: 1, attributes: { 'seatrial.reason': 'the file differs' } }]);
    expect(named('loaded')).toHaveLength(3);
  });

  it('tells differences where they are asked for, and 0 where nothing came', () => {
    const told = createToldBefore(' Delta ', 1000);
    const tell = (cells: readonly CellReading[], timeMs: number): unknown => told.tell(toReading(0, cells), timeMs);
    const first = toCell(1, 5, { durations, errors });
    expect(tell([toCell(0, 3), first], 2000)).toMatchObject({
      startMs: 1000,
      reading: { cells: [{ calls: 3 }, { calls: 5 }] },
    });
    const more = { ...durations, count: 302, sum: 2, offset: -41, counts: [1, 1, 0, 299] };
    const second = toCell(1, 6, { durations: more, errors });
    expect(tell([toCell(0, 3), second], 3000)).toEqual({
      startMs: 2000,
      reading: toReading(0, [
        toCell(0, 0),
        toCell(1, 1, { durations: { count: 2, sum: 0.5, zeroCount: 0, offset: -41, counts: [1, 0, 0, 1] } }),
      ]),
    });
    expect(tell([toCell(0, 3), second], 4000)).toEqual({ startMs: 3000, reading: toReading(0, [toCell(0, 0)]) });
  });
});
