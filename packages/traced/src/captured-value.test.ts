import fc from 'fast-check';
import { limits } from '@seatrial/model';
import { describe, expect, it } from 'vitest';
import { formatCaptured } from './captured-value.ts';

const format = (value: unknown, path = 'value'): unknown => formatCaptured(value, path, 'Shop.pay');

describe('formatCaptured', () => {
  it('keeps text, numbers and booleans as they are, and leaves out undefined', () => {
    expect(['a', 1.5, true, undefined].map((value) => format(value))).toEqual(['a', 1.5, true, undefined]);
  });

  it('writes the rest as JSON or by its name', () => {
    expect(format({ a: [1, null, 'x'], b: { c: 2n } })).toBe('{"a":[1,null,"x"],"b":{"c":"2"}}');
    expect(format(new Date(0))).toBe('1970-01-01T00:00:00.000Z');
    expect(format([new Map([[1, 2]]), new Set(), new Uint8Array(3), Promise.resolve(), /x/g])).toBe(
      '["[map of 1]","[set of 0]","[3 bytes]","[promise]","/x/g"]',
    );
    expect(format(function pay() {})).toBe('[function pay]');
    expect(format(new TypeError('no'))).toBe('[TypeError: no]');
    expect(format(Symbol('s'))).toBe('Symbol(s)');
    expect(format(new Date(Number.NaN))).toBe('[invalid date]');
  });

  it('redacts by name, at any depth, and keeps no part of it', () => {
    const order = { id: 7, customer: { password: 'hunter2', cardNumber: '4111', apiKey: { v: 'k' } }, authToken: 't' };
    expect(format(order)).toBe(
      '{"id":7,"customer":{"password":"[redacted]","cardNumber":"[redacted]","apiKey":"[redacted]"},"authToken":"[redacted]"}',
    );
    expect(format('hunter2', 'password')).toBe('[redacted]');
  });

  it('a hook decides by value, path and function', () => {
    const seen: string[] = [];
    const redact = (value: unknown, place: { readonly path: string; readonly function: string }): unknown => {
      seen.push(`${place.function} ${place.path}`);
      return place.path === 'order.email' ? undefined : value;
    };
    expect(formatCaptured({ email: 'a@b', sku: 'rope' }, 'order', 'Shop.pay', redact)).toBe('{"sku":"rope"}');
    expect(seen).toEqual(['Shop.pay order', 'Shop.pay order.email', 'Shop.pay order.sku']);
  });

  it('is bounded in length, entries and depth, and ends in a circle', () => {
    expect(format('x'.repeat(5000))).toHaveLength(limits.capturedLength);
    expect(String(format(Array.from({ length: 100 }, (_, index) => index)))).toContain('"… 68 more"');
    expect(format({ a: { b: { c: { d: { e: 1 } } } } })).toBe('{"a":{"b":{"c":{"d":"[object]"}}}}');
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    expect(format(circle)).toBe('{"self":"[circular]"}');
  });

  it('runs no code of the value', () => {
    const ran: string[] = [];
    const value = {
      get getter() {
        ran.push('getter');
        return 1;
      },
      toJSON: () => ran.push('toJSON'),
      then: () => ran.push('then'),
      proxy: new Proxy({}, { ownKeys: () => ran.push('trap') as never, get: () => ran.push('trap') }),
    };
    expect(format(value)).toBe('{"toJSON":"[function toJSON]","then":"[function then]","proxy":"[proxy]"}');
    expect(ran).toEqual([]);
  });

  it('never throws, and is never longer than its limit', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withSet: true,
          withNullPrototype: true,
          withTypedArray: true,
          withSparseArray: true,
        }),
        (value) => {
          const text = format(value);
          expect(String(text).length).toBeLessThanOrEqual(limits.capturedLength);
        },
      ),
    );
  });
});
