import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { context } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from 'sdk-trace-base-1';
import { expect, it } from 'vitest';
import { createFlags } from './flags.ts';
import { recordFlag } from './record.ts';

it('SDK 1.x, which has no onEnding: stamped in onEnd, before the exporting processor behind it', () => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const flags = createFlags();
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [flags.processor, new SimpleSpanProcessor(exporter)] });
  const tracer = provider.getTracer('test');
  tracer.startActiveSpan('GET', (server) => {
    tracer.startActiveSpan('decide', (span) => {
      recordFlag({ key: 'checkout', variant: 'on' });
      span.end();
    });
    server.end();
  });
  expect(exporter.getFinishedSpans().map(({ name, attributes }) => [name, attributes])).toEqual([
    ['decide', { 'feature_flags.checkout': 'on' }],
    ['GET', { 'feature_flags.checkout': 'on' }],
  ]);
  flags.stop();
  context.disable();
});
