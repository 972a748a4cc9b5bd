import type { AttributeMap, LogRecord, MetricPoint, ResourceRecord, SpanRecord, TelemetryBatch } from '@seatrial/model';

/** 2026-11-24T10:00:00Z, where the telemetry of the contract begins. */
export const startOfTime: number = Date.UTC(2026, 10, 24, 10);

export interface SpanInput extends Partial<Omit<SpanRecord, 'startNano' | 'endNano' | 'resource' | 'attributes'>> {
  readonly service?: string;
  readonly version?: string;
  readonly ring?: string;
  /** Milliseconds after {@link startOfTime}. */
  readonly at?: number;
  readonly ms?: number;
  readonly route?: string;
  readonly attributes?: AttributeMap;
  readonly resource?: AttributeMap;
}

let next = 0;

/** A server span of a request of its own, unless told otherwise. Ids rise, so that every run has the same. */
export function createSpan(input: SpanInput = {}): SpanRecord {
  const {
    service = 'checkout',
    version = '1.4.1',
    ring = 'stable',
    at = 0,
    ms = 10,
    route = '/orders',
    attributes,
    resource,
    ...rest
  } = input;
  next += 1;
  const startNano = BigInt(Math.round((startOfTime + at) * 1000)) * 1000n;
  return {
    traceId: next.toString(16).padStart(32, '0'),
    spanId: next.toString(16).padStart(16, '0'),
    parentSpanId: '',
    traceState: '',
    flags: 1,
    name: `GET ${route}`,
    kind: 'server',
    startNano,
    endNano: startNano + BigInt(Math.round(ms * 1e6)),
    attributes: { 'http.route': route, ...attributes },
    droppedAttributes: 0,
    events: [],
    droppedEvents: 0,
    links: [],
    droppedLinks: 0,
    statusCode: 'unset',
    statusMessage: '',
    resource: createResource({
      'service.name': service,
      'service.version': version,
      'seatrial.ring': ring,
      ...resource,
    }),
    scope: { name: 'contract', version: '1', attributes: {}, schemaUrl: '' },
    ...rest,
  };
}

export function createResource(attributes: AttributeMap): ResourceRecord {
  return { attributes, schemaUrl: '' };
}

export function createLog(input: Partial<LogRecord> = {}): LogRecord {
  return {
    timeNano: BigInt(startOfTime) * 1_000_000n,
    observedTimeNano: 0n,
    severityNumber: 9,
    severityText: 'INFO',
    eventName: '',
    body: 'hello',
    attributes: {},
    droppedAttributes: 0,
    flags: 0,
    traceId: '',
    spanId: '',
    resource: createResource({ 'service.name': 'checkout', 'service.version': '1.4.1' }),
    scope: { name: 'contract', version: '1', attributes: {}, schemaUrl: '' },
    ...input,
  };
}

export function createSum(name: string, value: number): MetricPoint {
  return {
    type: 'sum',
    temporality: 'cumulative',
    monotonic: true,
    value,
    metric: { name, description: '', unit: '1', attributes: {} },
    attributes: {},
    startNano: 0n,
    timeNano: BigInt(startOfTime) * 1_000_000n,
    flags: 0,
    exemplars: [],
    resource: createResource({ 'service.name': 'checkout' }),
    scope: { name: 'contract', version: '1', attributes: {}, schemaUrl: '' },
  };
}

export function createBatch(parts: Partial<TelemetryBatch>): TelemetryBatch {
  return { spans: [], logs: [], metrics: [], ...parts };
}
