import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeatrialError } from '../error.ts';
import { formatSelector } from './format.ts';
import { matchesSelector } from './match.ts';
import { parseSelector } from './parse.ts';
import { intrinsics, operators } from './selector.ts';
import type { Condition, Subject } from './selector.ts';

describe('parseSelector', () => {
  it('reads every form', () => {
    expect(
      parseSelector('release=1.4.2, ring!=canary|internal ,flag.new-checkout,cohort.plan^=pro,.status=paid'),
    ).toEqual([
      { subject: { kind: 'intrinsic', name: 'release' }, operator: '=', values: ['1.4.2'] },
      { subject: { kind: 'intrinsic', name: 'ring' }, operator: '!=', values: ['canary', 'internal'] },
      { subject: { kind: 'attribute', name: 'feature_flags.new-checkout' }, operator: 'exists', values: [] },
      { subject: { kind: 'attribute', name: 'seatrial.cohort.plan' }, operator: '^=', values: ['pro'] },
      { subject: { kind: 'attribute', name: 'status' }, operator: '=', values: ['paid'] },
    ]);
  });

  it('keeps signs and spaces inside quotes', () => {
    const [condition] = parseSelector(String.raw`"odd, name"="a|b \"c\" \\ =d"`);
    expect(condition).toEqual({
      subject: { kind: 'attribute', name: 'odd, name' },
      operator: '=',
      values: [String.raw`a|b "c" \ =d`],
    });
  });

  it('takes the empty text for everything and "" for the empty value', () => {
    expect(parseSelector('  ')).toEqual([]);
    expect(parseSelector('ring=""')).toMatchObject([{ values: [''] }]);
  });

  it.each([
    ['release=', 'a value is missing'],
    ['release=1,,ring=2', 'there is nothing between two commas'],
    ['=1', '"=" at character 1 has no name before it'],
    ['duration>1|2', '">" takes one value, not 2'],
    ['duration>fast', 'duration is in milliseconds, and "fast" is no number'],
    ['duration~1', 'duration does not take "~"'],
    ['a|b', 'after "a" comes "|", not an operator'],
    ['a=b=c', '"=" at character 4 stands inside a value'],
    ['a="b', 'The quote at character 3'],
    ['"a"b=1', 'after "a" comes "b", not an operator'],
  ])('says what is wrong with %s', (text, message) => {
    expect(() => parseSelector(text)).toThrow(message);
  });

  it('throws nothing but its own error', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', '.', ',', '=', '<', '>', '!', '^', '~', '|', '"', ' ', '\\') }),
        (text) => {
          try {
            parseSelector(text);
          } catch (error) {
            expect(error).toMatchObject({ code: 'SEATRIAL_BAD_SELECTOR' });
            expect(error).toBeInstanceOf(SeatrialError);
          }
        },
      ),
    );
  });
});

const subjects: fc.Arbitrary<Subject> = fc.oneof(
  fc.constantFrom(...intrinsics.map((row) => ({ kind: 'intrinsic', name: row.name }) as const)),
  fc.string({ minLength: 1 }).map((name) => ({ kind: 'attribute', name }) as const),
  fc
    .constantFrom('status', 'feature_flags.a', 'seatrial.cohort.b', '.x', 'flag.y')
    .map((name) => ({ kind: 'attribute', name }) as const),
);
const conditions: fc.Arbitrary<Condition> = fc
  .record({
    subject: subjects,
    operator: fc.constantFrom(...operators),
    values: fc.array(fc.string(), { minLength: 1, maxLength: 3 }),
  })
  .map(({ subject, operator, values }): Condition => {
    if (operator === 'exists' || subject.name === 'duration') return { subject, operator: 'exists', values: [] };
    return { subject, operator, values: operator === '<' || operator === '>' ? values.slice(0, 1) : values };
  });

describe('formatSelector', () => {
  it.each(['!', 'a!', '^', 'a^', '!a', 'a b'])('keeps the name %s apart from the operator behind it', (name) => {
    const selector = [{ subject: { kind: 'attribute', name }, operator: '=', values: [name] }] as const;
    expect(parseSelector(formatSelector(selector))).toEqual(selector);
  });

  it('writes what parses to the same selector', () => {
    fc.assert(
      fc.property(fc.array(conditions, { maxLength: 4 }), (selector) => {
        expect(parseSelector(formatSelector(selector))).toEqual(selector);
      }),
    );
  });
});

describe('matchesSelector', () => {
  const values: Readonly<Record<string, string>> = {
    release: '1.4.2-g3f2c1a9',
    commit: '3f2c1a9d5e0b7c8f',
    duration: '512.5',
    ring: 'canary',
    'http.response.status_code': '503',
    plan: 'pro ü',
  };
  const matches = (text: string): boolean => matchesSelector(parseSelector(text), (subject) => values[subject.name]);

  it.each([
    ['', true],
    ['release=1.4.2', true],
    ['release=1.4', false],
    ['release^=1.4', true],
    ['release!=1.4.2', false],
    ['commit=3f2c1a9', true],
    ['commit=3f2c', false],
    ['ring=stable|canary', true],
    ['ring!=stable|canary', false],
    ['absent', false],
    ['absent!=x', true],
    ['absent=x', false],
    ['http.response.status_code>499', true],
    ['http.response.status_code<1000', true],
    ['duration=512.50', true],
    ['duration>512.5', false],
    ['plan~ro', true],
    ['plan>pro', true],
    ['plan<"pro z"', false],
    ['ring,release=1.4.2,duration>1e2', true],
    ['ring,absent', false],
  ])('%s: %o', (text, expected) => {
    expect(matches(text)).toBe(expected);
  });

  it('has != as the exact complement of =', () => {
    fc.assert(
      fc.property(
        subjects,
        fc.array(fc.string(), { minLength: 1 }),
        fc.option(fc.string(), { nil: undefined }),
        (subject, list, actual) => {
          const lookup = (): string | undefined => actual;
          expect(matchesSelector([{ subject, operator: '!=', values: list }], lookup)).toBe(
            !matchesSelector([{ subject, operator: '=', values: list }], lookup),
          );
        },
      ),
    );
  });
});
