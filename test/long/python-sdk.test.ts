import { spawn } from 'node:child_process';
import { expect, it } from 'vitest';
import { startServer } from '@seatrial/server';
import { createDuckDbStore } from '@seatrial/store/duckdb';

const python = process.env['OTEL_PYTHON'];
const reason =
  'set OTEL_PYTHON to a Python with opentelemetry-sdk and opentelemetry-exporter-otlp (python -m venv x; x/bin/pip install …)';
if (python === undefined) console.log(`Python SDK: skipped; ${reason}`);

const program = `
import sys
from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
if sys.argv[1] == 'grpc':
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
    from grpc import Compression
    exporter = OTLPSpanExporter(endpoint=sys.argv[2], insecure=True, compression=Compression.Gzip)
else:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.exporter.otlp.proto.http import Compression
    exporter = OTLPSpanExporter(endpoint=sys.argv[2] + '/v1/traces', compression=Compression.Gzip)
provider = TracerProvider(resource=Resource.create({'service.name': 'py-' + sys.argv[1], 'service.version': '3.1.4'}))
provider.add_span_processor(BatchSpanProcessor(exporter, max_queue_size=8192))
tracer = provider.get_tracer('test', '1')
for i in range(2000):
    with tracer.start_as_current_span('GET /x', kind=trace.SpanKind.SERVER, attributes={'http.route': '/x', 'n': i, 'list': ['a', 'b'], 'half': 0.5}) as span:
        with tracer.start_as_current_span('inner'):
            pass
provider.shutdown()
`;

it.skipIf(python === undefined)(
  `OpenTelemetry’s Python SDK sends over gRPC and HTTP, gzipped, and all of it is there (else skipped: ${reason})`,
  async () => {
    const store = await createDuckDbStore({ path: ':memory:' });
    const server = await startServer({ store, version: '0.0.0', otlpPort: 0, grpcPort: 0, apiPort: 0 });
    for (const [protocol, url] of [
      ['grpc', server.state.grpcUrl],
      ['http', server.state.otlpUrl],
    ] as const) {
      const child = spawn(python ?? '', ['-c', program, protocol, url], { stdio: 'inherit' });
      const code = await new Promise((resolve) => child.once('exit', resolve));
      expect(code).toBe(0);
      expect(
        await store.releases({
          where: [{ subject: { kind: 'intrinsic', name: 'service' }, operator: '=', values: [`py-${protocol}`] }],
        }),
      ).toMatchObject([{ version: '3.1.4', spans: 4000, requests: 2000 }]);
    }
    const [row] = await store.spans({
      order: 'slowest',
      where: [{ subject: { kind: 'intrinsic', name: 'kind' }, operator: '=', values: ['server'] }],
    });
    expect(row?.attributes).toMatchObject({ list: ['a', 'b'], half: 0.5, 'http.route': '/x' });
    await server.close();
    await store.close();
  },
);
