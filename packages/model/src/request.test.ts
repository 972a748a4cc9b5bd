import { describe, expect, it } from 'vitest';
import { toRequestKey, toRequests, toServiceName } from './request.ts';
import type { SpanRecord } from './telemetry.ts';

const base: SpanRecord = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  parentSpanId: '',
  traceState: '',
  flags: 1,
  name: 'GET',
  kind: 'server',
  startNano: 100n,
  endNano: 200n,
  attributes: { 'http.route': '/orders' },
  droppedAttributes: 0,
  events: [],
  droppedEvents: 0,
  links: [],
  droppedLinks: 0,
  statusCode: 'unset',
  statusMessage: '',
  resource: { attributes: { 'service.name': 'checkout' }, schemaUrl: '' },
  scope: { name: '', version: '', attributes: {}, schemaUrl: '' },
};

describe('request', () => {
  it('is the first entry span of its trace, service and route', () => {
    const retry: SpanRecord = { ...base, spanId: 'b7ad6b7169203332', startNano: 150n, statusCode: 'error' };
    expect(toRequests([retry, base])).toEqual([base]);
  });

  it('of two that start together is the one with the smaller span id, whatever the order of arrival', () => {
    const twin: SpanRecord = { ...base, spanId: 'b7ad6b7169203330' };
    expect(toRequests([base, twin])).toEqual([twin]);
    expect(toRequests([twin, base])).toEqual([twin]);
  });

  it('is another one in another route, service or trace', () => {
    const spans: SpanRecord[] = [
      base,
      { ...base, attributes: { 'http.route': '/cart' } },
      { ...base, resource: { attributes: { 'service.name': 'gateway' }, schemaUrl: '' } },
      { ...base, traceId: '0af7651916cd43dd8448eb211c80319d' },
    ];
    expect(toRequests(spans)).toHaveLength(4);
  });

  it('is another one where it was mirrored, by the request’s word or the ring’s', () => {
    const mirrored: SpanRecord = { ...base, attributes: { ...base.attributes, 'seatrial.shadow': true } };
    const ring: SpanRecord = {
      ...base,
      resource: { attributes: { ...base.resource.attributes, 'seatrial.ring': 'shadow' }, schemaUrl: '' },
    };
    expect(toRequests([mirrored, base])).toEqual([mirrored, base]);
    expect(toRequests([ring, base])).toEqual([ring, base]);
  });

  it('is nothing that runs inside a service', () => {
    const inner: SpanRecord = { ...base, kind: 'internal', parentSpanId: base.spanId };
    expect(toRequestKey(inner)).toBeUndefined();
    expect(toRequests([inner])).toEqual([]);
  });

  it('has a service even where the resource names none', () => {
    expect(toServiceName({ resource: { attributes: {}, schemaUrl: '' } })).toBe('unknown_service');
  });
});
