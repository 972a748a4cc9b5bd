import { describe, expect, it } from 'vitest';
import { isEntrySpan, isErrorSpan, toRoute } from './span.ts';
import type { AttributeMap } from './attribute-value.ts';
import { spanKinds } from './telemetry.ts';

describe('entry span', () => {
  it.each(spanKinds.map((kind) => [kind, kind === 'server' || kind === 'consumer'] as const))(
    'a %s span with a parent: %o',
    (kind, entry) => {
      expect(isEntrySpan({ kind, parentSpanId: '00f067aa0ba902b7' })).toBe(entry);
    },
  );

  it('any span without a parent is one', () => {
    expect(spanKinds.every((kind) => isEntrySpan({ kind, parentSpanId: '' }))).toBe(true);
  });
});

describe('error', () => {
  it.each([
    ['error', {}, true],
    ['unset', { 'http.response.status_code': 500 }, true],
    ['unset', { 'http.response.status_code': '503' }, true],
    ['unset', { 'http.status_code': 502n }, true],
    ['unset', { 'http.response.status_code': 404 }, false],
    ['unset', { 'http.response.status_code': Object.create(null) as AttributeMap }, false],
    ['unset', { 'http.response.status_code': null }, false],
    ['ok', {}, false],
    ['unset', {}, false],
  ] as const)('status %s with %o: %o', (statusCode, attributes, error) => {
    expect(isErrorSpan({ statusCode, attributes })).toBe(error);
  });
});

describe('route', () => {
  it.each([
    [{ 'http.route': '/orders/:id', 'rpc.method': 'x' }, '/orders/:id'],
    [{ 'rpc.method': 'shop.Orders/Create' }, 'shop.Orders/Create'],
    [{ 'rpc.service': 'shop.Orders', 'rpc.method': 'Create' }, 'shop.Orders/Create'],
    [{ 'messaging.destination.name': 'orders' }, 'orders'],
    [{ 'messaging.destination.name': 'orders.17', 'messaging.destination.template': 'orders.{id}' }, 'orders.{id}'],
    [{ 'http.route': '' }, 'GET'],
    [{}, 'GET'],
  ])('of %o is %s', (attributes, route) => {
    expect(toRoute({ name: 'GET', attributes })).toBe(route);
  });
});
