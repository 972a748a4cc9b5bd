import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { context } from '@opentelemetry/api';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { createFlags, recordFlag } from '@seatrial/flags';
import type { BenchRow } from './row.ts';

/** How many bytes flags add to a span on the wire (OTLP, protobuf), for as many as a request evaluates. */
export function benchFlagSize(): readonly BenchRow[] {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const flags = createFlags();
  const bare = measure(0);
  const rows = [4, 16, 64, 200].map((count): BenchRow => {
    const size = measure(count);
    const added = (name: 'root' | 'child'): string =>
      `${size[name] - bare[name]} bytes on ${name === 'root' ? 'the local root' : 'a child'}`;
    return { group: 'flags', name: `${count} flags in one request`, detail: `${added('root')}, ${added('child')}` };
  });
  flags.stop();
  context.disable();
  return rows;

  function measure(count: number): { readonly root: number; readonly child: number } {
    const exporter = new InMemorySpanExporter();
    const provider = new TracerProvider({ spanProcessors: [flags.processor, new SimpleSpanProcessor({ exporter })] });
    const tracer = provider.getTracer('bench');
    tracer.startActiveSpan('root', (root) => {
      for (let flag = 0; flag < count; flag += 1)
        recordFlag({ key: `some-feature-flag-${flag}`, variant: 'treatment' });
      tracer.startActiveSpan('child', (child) => child.end());
      root.end();
    });
    const [child, root] = exporter
      .getFinishedSpans()
      .map((span) => ProtobufTraceSerializer.serializeRequest([span])?.length ?? 0);
    return { root: root ?? 0, child: child ?? 0 };
  }
}
