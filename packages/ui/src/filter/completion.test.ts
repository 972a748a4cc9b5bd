import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSelector } from '@seatrial/model';
import { findUnfinished, suggestNames, suggestValues, toConditionText, toSelectorName } from './completion.ts';

describe('what is being written', () => {
  it.each([
    ['', 'name', '', ''],
    ['ri', 'name', '', 'ri'],
    ['ring=', 'value', 'ring', ''],
    ['ring=canary|st', 'value', 'ring', 'st'],
    ['ring!=ca', 'value', 'ring', 'ca'],
    ['service=checkout, ro', 'name', '', 'ro'],
    ['service="a,b=c",ro', 'name', '', 'ro'],
    ['name="GET /a,', 'value', 'name', 'GET /a,'],
    ['"odd, name"=x', 'value', 'odd, name', 'x'],
    ['duration>5', 'value', 'duration', '5'],
    ['name^=GE', 'value', 'name', 'GE'],
    ['tenant.id=<im', 'value', 'tenant.id', '<im'],
  ])('of %j is a %s', (text, kind, name, prefix) => {
    const found = findUnfinished(text);
    expect(found).toMatchObject({ kind, name, prefix });
    expect(text.startsWith(found.before)).toBe(true);
  });
});

it('suggests names that begin with what was written before those that hold it, and keeps what stands before', () => {
  const names = suggestNames(findUnfinished('service=a,ro'), ['feature_flags.rollout', 'http.route', 'tenant']);
  expect(names.map(({ shown }) => shown)).toEqual(['route', 'environment', 'error', 'flag.rollout', 'http.route']);
  expect(names[0]?.text).toBe('service=a,route=');
});

it('writes values and conditions that can be read again, whatever they are', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ minLength: 1 }), (value, attribute) => {
      const [suggestion] = suggestValues(findUnfinished('ring=canary,name='), [value]);
      expect(parseSelector(suggestion?.text ?? '')[1]?.values).toEqual([value]);
      const condition = parseSelector(toConditionText(toSelectorName(attribute), value, '!='))[0];
      expect(condition?.values).toEqual([value]);
    }),
  );
});
