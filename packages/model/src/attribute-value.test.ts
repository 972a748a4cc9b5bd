import { describe, expect, it } from 'vitest';
import { toJson, toText } from './attribute-value.ts';

describe('toText', () => {
  it.each([
    ['text', 'text'],
    ['', ''],
    [200, '200'],
    [0.1, '0.1'],
    [-0, '0'],
    [Number.NaN, 'NaN'],
    [9_223_372_036_854_775_807n, '9223372036854775807'],
    [true, 'true'],
    [null, ''],
    [new Uint8Array([1, 2, 255]), 'AQL/'],
    [['a', 1, null], '["a",1,null]'],
    [{ a: { b: [1n] } }, '{"a":{"b":["1"]}}'],
  ])('writes %o as %o', (value, text) => {
    expect(toText(value)).toBe(text);
  });
});

describe('toJson', () => {
  it('keeps what JSON can hold and writes the rest as text', () => {
    const value = {
      n: 1,
      big: 2n ** 63n,
      inf: Number.POSITIVE_INFINITY,
      bytes: new Uint8Array([0]),
      list: [true, null],
    };
    expect(JSON.parse(JSON.stringify(toJson(value)))).toEqual({
      n: 1,
      big: '9223372036854775808',
      inf: 'Infinity',
      bytes: 'AA==',
      list: [true, null],
    });
  });

  it('keeps a key named __proto__ a key', () => {
    const value = JSON.parse('{"__proto__":{"polluted":true}}') as { readonly [key: string]: string };
    const copy = toJson(value);
    expect(JSON.stringify(copy)).toBe('{"__proto__":{"polluted":true}}');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
