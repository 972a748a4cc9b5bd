import { metrics } from '@opentelemetry/api';
import { hrTimeToMilliseconds } from '@opentelemetry/core';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import type { DataPoint } from '@opentelemetry/sdk-metrics';
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { createTracing } from './contract/tracing.ts';
import type { Tracing } from './contract/tracing.ts';
import { findCurrent } from './current.ts';
import { Decisions } from './decision.ts';
import { recordFlag } from './record.ts';

let tracing: Tracing;

afterEach(() => {
  tracing.stop();
  metrics.disable();
});

interface Reader {
  /** What one collection exports, by key, variant and reason. */
  collect(): Promise<Readonly<Record<string, number>>>;
  /** What one collection exports, as it is. */
  export(): Promise<ReturnType<InMemoryMetricExporter['getMetrics']>>;
}

function setUpMetrics(...temporalities: readonly AggregationTemporality[]): readonly Reader[] {
  const exporters = temporalities.map((temporality) => new InMemoryMetricExporter(temporality));
  const readers = exporters.map(
    (exporter) => new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1e6, exportTimeoutMillis: 1e5 }),
  );
  metrics.disable();
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [...readers] }));
  return exporters.map((exporter, index): Reader => {
    const collect = async (): Promise<ReturnType<InMemoryMetricExporter['getMetrics']>> => {
      exporter.reset();
      await readers[index]?.forceFlush();
      return exporter.getMetrics();
    };
    return {
      export: collect,
      collect: async () =>
        Object.fromEntries(
          (await collect())
            .flatMap(({ scopeMetrics }) => scopeMetrics)
            .flatMap((scope) => scope.metrics)
            .flatMap(({ dataPoints }): readonly DataPoint<unknown>[] => dataPoints)
            .map(({ attributes, value }) => [Object.values(attributes).join(' '), Number(value)]),
        ),
    };
  });
}

const { CUMULATIVE, DELTA } = AggregationTemporality;

it('counts every evaluation, in spans or not', async () => {
  const [reader] = setUpMetrics(CUMULATIVE);
  tracing = createTracing({ metrics: true });
  const before = Date.now();
  for (let turn = 0; turn < 5; turn += 1) recordFlag({ key: 'checkout', variant: 'on', reason: 'SPLIT' });
  tracing.inSpan('GET', () => recordFlag({ key: 'checkout', variant: 'off' }));
  await new Promise((resolve) => setTimeout(resolve, 30));
  const exported = await reader?.export();
  expect(exported?.[0]?.scopeMetrics.map(({ scope }) => scope.name)).toEqual(['@seatrial/flags']);
  const all = exported?.[0]?.scopeMetrics[0]?.metrics ?? [];
  expect(all).toMatchObject([
    {
      descriptor: {
        name: 'feature_flag.evaluations',
        type: 'COUNTER',
        unit: '{evaluation}',
        description: 'Evaluations of feature flags.',
      },
      isMonotonic: true,
    },
  ]);
  expect(all[0]?.dataPoints.map(({ value, attributes }) => ({ value, attributes }))).toEqual([
    {
      value: 5,
      attributes: {
        'feature_flag.key': 'checkout',
        'feature_flag.result.variant': 'on',
        'feature_flag.result.reason': 'split',
      },
    },
    { value: 1, attributes: { 'feature_flag.key': 'checkout', 'feature_flag.result.variant': 'off' } },
  ]);
  const [point] = all[0]?.dataPoints ?? [];
  const startMs = hrTimeToMilliseconds(point?.startTime ?? [0, 0]);
  expect(startMs).toBeGreaterThanOrEqual(before - 1);
  expect(hrTimeToMilliseconds(point?.endTime ?? [0, 0]) - startMs).toBeGreaterThan(20);
});

it('two set-ups in one process add up, and what was counted before the end of one is told after it', async () => {
  const [reader] = setUpMetrics(CUMULATIVE);
  createTracing({ metrics: true }).tracer.startActiveSpan('first', () =>
    recordFlag({ key: 'checkout', variant: 'on' }),
  );
  tracing = createTracing({ metrics: true });
  recordFlag({ key: 'checkout', variant: 'on' });
  tracing.stop();
  expect(await reader?.collect()).toEqual({ 'checkout on': 2 });
});

it('beyond 2,000 of them further ones are counted together', async () => {
  const [reader] = setUpMetrics(CUMULATIVE);
  tracing = createTracing({ metrics: true });
  for (let turn = 0; turn < 2; turn += 1)
    for (let value = 0; value < 2500; value += 1) recordFlag({ key: 'price', value });
  const exported = (await reader?.collect()) ?? {};
  expect(Object.keys(exported)).toHaveLength(2000);
  expect(Object.values(exported).reduce((sum, value) => sum + value)).toBe(5000);
  // OpenTelemetry's SDK keeps 1,999 apart.
  expect(exported['true']).toBe(2 * 501);
});

const decisions = new Decisions('shop');
const happening = fc.oneof(fc.record({ what: fc.constant('collect' as const), reader: fc.nat({ max: 2 }) }), {
  weight: 5,
  arbitrary: fc.record({
    what: fc.constant('decide' as const),
    inSpan: fc.boolean(),
    isAdapter: fc.boolean(),
    key: fc.constantFrom('checkout', 'theme'),
    value: fc.boolean(),
    reason: fc.constantFrom('SPLIT', 'split', 'STATIC'),
    times: fc.integer({ min: 1, max: 3 }),
  }),
});

it('whoever collects when, a reader of sums has all by now, and one of differences what came since', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 25 }), async (all) => {
      const kinds = [CUMULATIVE, DELTA, CUMULATIVE];
      const readers = setUpMetrics(...kinds);
      tracing = createTracing({ metrics: true, events: true });
      const counted = kinds.map(() => new Map<string, number>());
      const check = async (index: number): Promise<void> => {
        const mine = counted[index] ?? new Map<string, number>();
        expect(await readers[index]?.collect()).toEqual(Object.fromEntries(mine));
        if (kinds[index] === DELTA) mine.clear();
      };
      for (const one of all) {
        if (one.what === 'collect') {
          await check(one.reader);
          continue;
        }
        const { key, value, reason, times } = one;
        const decide = (): void => {
          for (let turn = 0; turn < times; turn += 1)
            if (one.isAdapter)
              findCurrent()?.recordDecision(decisions.find(key, value, undefined, reason), undefined, undefined);
            else recordFlag({ key, value, reason });
        };
        if (one.inSpan) tracing.inSpan('GET', decide);
        else decide();
        const id = `${key} ${value} ${reason.toLowerCase()}`;
        for (const mine of counted) mine.set(id, (mine.get(id) ?? 0) + times);
      }
      for (const index of kinds.keys()) await check(index);
      tracing.stop();
    }),
    { seed: 20_261_129, numRuns: 100 },
  );
});
