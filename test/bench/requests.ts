import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

export const spansPerRequest = 512;

/** Export requests as OpenTelemetry's own serialiser writes them: 512 spans of 20 attributes, the values varied. */
export function createRequests(count: number): readonly Uint8Array[] {
  return Array.from({ length: count }, (_, index) => createRequest(index));
}

function createRequest(seed: number): Uint8Array {
  const exporter = new InMemorySpanExporter();
  const resource = resourceFromAttributes({
    'service.name': 'checkout',
    'service.version': '1.4.2-g3f2c1a9',
    'host.name': 'web-1',
  });
  const tracer = new TracerProvider({ resource, spanProcessors: [new SimpleSpanProcessor({ exporter })] }).getTracer(
    'bench',
  );
  for (let index = 0; index < spansPerRequest; index += 1) {
    const number = seed * spansPerRequest + index;
    const texts = Object.fromEntries(
      Array.from({ length: 12 }, (_, key) => [`app.attribute.${key}`, `value ${(number * (key + 7)) % 1000}`]),
    );
    tracer
      .startSpan('GET /orders/:id', {
        kind: 1,
        attributes: {
          'http.request.method': 'GET',
          'http.route': '/orders/:id',
          'http.response.status_code': number % 50 === 0 ? 500 : 200,
          'url.path': `/orders/${number}`,
          'user.id': `u-${number % 5000}`,
          'service.version': '1.4.2-g3f2c1a9',
          'seatrial.ring': 'canary',
          'app.build_id': '18234',
          ...texts,
        },
      })
      .end();
  }
  return ProtobufTraceSerializer.serializeRequest(exporter.getFinishedSpans()) ?? new Uint8Array();
}
