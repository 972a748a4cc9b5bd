import type { Hook } from '@openfeature/server-sdk';
import { logs, metrics, trace } from '@opentelemetry/api';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { AggregationTemporality, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { createFlags, createOpenFeatureHook } from '@seatrial/flags';
import type { Flags } from '@seatrial/flags';
import { createEvaluation, loadPeerHooks, missingPeers, requirePeer, withOpenFeature } from './flag-openfeature.ts';
import { createWork, options, withFlags } from './flag-work.ts';
import type { Evaluate, Work } from './flag-work.ts';
import { measurePairs } from './paired.ts';
import type { PairedOptions } from './paired.ts';
import type { BenchRow } from './row.ts';

const pairs: PairedOptions = { ...options, pairs: 100, warmUp: 20 };

/** What recording costs where evaluations are log events and counts as well, beside the peers that do comparable work. */
export async function benchFlagEvents(): Promise<readonly BenchRow[]> {
  const { logger, flush, stop } = startSignals();
  try {
    return await withFlags(
      async (flags) => [...(await benchRecordFlag(flags, flush)), ...(await benchOpenFeature(flush, logger))],
      { events: true },
    );
  } finally {
    stop();
  }
}

/** Events and counts on against off, by themselves: ten decisions of a request, its two spans and what leaves included. */
async function benchRecordFlag(on: Flags, flush: Work): Promise<readonly BenchRow[]> {
  const off = createFlags({ events: false });
  const toWork = (flags: Flags, evaluate: (flags: Flags) => Evaluate): Work => {
    const tracer = new TracerProvider({ spanProcessors: [flags.processor] }).getTracer('bench');
    return withFlush(createWork(evaluate(flags), undefined, { tracer }), flush);
  };
  const kinds: Readonly<Record<string, (flags: Flags) => Evaluate>> = {
    recordFlag:
      ({ recordFlag }) =>
      () =>
        recordFlag({ key: 'checkout', variant: 'on', reason: 'SPLIT', provider: 'shop' }),
    'recordFlag, of a version and set':
      ({ recordFlag }) =>
      () =>
        recordFlag({
          key: 'checkout',
          variant: 'on',
          reason: 'SPLIT',
          provider: 'flagd',
          version: 'v42',
          setId: 'shop',
        }),
  };
  const rows: BenchRow[] = [];
  for (const [name, evaluate] of Object.entries(kinds))
    rows.push(await compare(`${name}, events and counts on against off`, toWork(on, evaluate), toWork(off, evaluate)));
  off.stop();
  return rows;
}

function benchOpenFeature(flush: Work, logger: LoggerProvider): Promise<readonly BenchRow[]> {
  return withOpenFeature(async () => {
    const toWork = (domain: string, ...hooks: readonly Hook[]): Work =>
      withFlush(createWork(createEvaluation(domain, ...hooks)), flush);
    const none = toWork('none');
    const row = (name: string, work: Work): Promise<BenchRow> =>
      compare(`OpenFeature, ${name} against no hook`, work, none);
    const rows = [
      await row('no hook', toWork('none again')),
      await row('our hook with events and counts', toWork('ours', createOpenFeatureHook())),
    ];
    const peers = createPeers(logger);
    if (peers === undefined) return [...rows, missingPeers];
    for (const [name, hooks] of Object.entries(peers)) rows.push(await row(`its ${name}`, toWork(name, ...hooks)));
    return rows;
  });
}

async function compare(name: string, work: Work, base: Work): Promise<BenchRow> {
  const { ratio, upper, aNano, bNano } = await measurePairs(work, base, pairs);
  const detail = `${aNano.toFixed(0)} ns against ${bNano.toFixed(0)} ns an evaluation`;
  return { group: 'flags', name, ratio, upper, detail };
}

/** What was recorded leaves within the round that recorded it. */
function withFlush(work: Work, flush: Work): Work {
  return async () => {
    await work();
    await flush();
  };
}

interface Signals {
  readonly logger: LoggerProvider;
  readonly flush: Work;
  readonly stop: () => void;
}

/** The SDK's own providers, with the queues and readers of a service and exporters that discard. */
function startSignals(): Signals {
  const lifecycle = { forceFlush: () => Promise.resolve(), shutdown: () => Promise.resolve() };
  const logger = new LoggerProvider({
    processors: [
      new BatchLogRecordProcessor({
        exporter: { ...lifecycle, export: (_records, done) => done({ code: 0 }) },
        // No round waits for the event loop: all of it has to find room.
        maxQueueSize: 100_000,
      }),
    ],
  });
  const meter = new MeterProvider({
    readers: [
      new PeriodicExportingMetricReader({
        exporter: {
          ...lifecycle,
          export: (_metrics, done) => done({ code: 0 }),
          selectAggregationTemporality: () => AggregationTemporality.CUMULATIVE,
        },
        exportIntervalMillis: 1e6,
        exportTimeoutMillis: 1e5,
      }),
    ],
  });
  logs.setGlobalLoggerProvider(logger);
  metrics.setGlobalMeterProvider(meter);
  return {
    logger,
    async flush() {
      await logger.forceFlush();
      await meter.forceFlush();
    },
    stop() {
      logs.disable();
      metrics.disable();
      trace.disable();
    },
  };
}

/** OpenFeature's hooks for OpenTelemetry that do as much: an event for each evaluation, and counts. */
function createPeers(logger: LoggerProvider): Readonly<Record<string, readonly Hook[]>> | undefined {
  const hooks = loadPeerHooks();
  if (hooks === undefined) return undefined;
  const { EventHook, MetricsHook, SpanEventHook } = hooks;
  // Their API for logs is a package of its own, with a provider of its own.
  const api = requirePeer('@opentelemetry/api-logs') as {
    readonly logs: { setGlobalLoggerProvider(provider: unknown): unknown };
  };
  api.logs.setGlobalLoggerProvider(logger);
  return {
    'SpanEventHook and MetricsHook': [new SpanEventHook(), new MetricsHook()],
    'EventHook and MetricsHook': [new EventHook(), new MetricsHook()],
  };
}
