import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Mark } from './mark.ts';
import { noMarks } from './mark-set.ts';
import type { MarkSet } from './mark-set.ts';

const marks = new Map<string, Mark>();

/** The same mark for the same name and value, as names that are known give it. */
function mark(name: string, value: string): Mark {
  const key = `${name}=${value}`;
  const made: Mark = marks.get(key) ?? { attribute: name, kind: 'flag', name, value, rank: 2 };
  marks.set(key, made);
  return made;
}

const steps = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('on', 'off', 'maybe')));
const toValues = (set: MarkSet): readonly (readonly [string, unknown])[] =>
  set.marks.map(({ attribute, value }) => [attribute, value]);

it('holds the latest value of each name, in the order in which the names came', () => {
  fc.assert(
    fc.property(steps, (taken) => {
      const set = noMarks.withAll(taken.map(([name, value]) => mark(name, value)));
      expect(toValues(set)).toEqual([...new Map(taken)]);
      expect([...set.byAttribute.keys()]).toEqual(set.marks.map(({ attribute }) => attribute));
    }),
  );
});

it('says mixed where a name had several values, whatever comes after', () => {
  fc.assert(
    fc.property(steps, (taken) => {
      const set = taken.reduce<MarkSet>((known, [name, value]) => known.withMixed(mark(name, value)), noMarks);
      const expected = new Map<string, string>();
      for (const [name, value] of taken) {
        const earlier = expected.get(name);
        expected.set(name, earlier === undefined || earlier === value ? value : 'mixed');
      }
      expect(toValues(set)).toEqual([...expected]);
    }),
  );
});

const branches = fc.array(
  fc.record({
    from: fc.nat(),
    name: fc.nat({ max: 19 }).map((index) => `name ${index}`),
    value: fc.constantFrom('on', 'off', 'maybe'),
    isMixing: fc.boolean(),
  }),
  { minLength: 20, maxLength: 120 },
);

it('a set stays what it is, whatever grows out of it', () => {
  fc.assert(
    fc.property(branches, fc.nat({ max: 20 }), (taken, trunk) => {
      const begun = Array.from({ length: trunk }, (_, index) => `name ${index}`);
      const first = {
        set: noMarks.withAll(begun.map((name) => mark(name, 'on'))),
        expected: new Map<string, string>(begun.map((name) => [name, 'on'])),
      };
      const made = [first];
      for (const { from, name, value, isMixing } of taken) {
        const { set, expected } = made[from % made.length] ?? first;
        const next = new Map(expected);
        const earlier = expected.get(name);
        next.set(name, isMixing && earlier !== undefined && earlier !== value ? 'mixed' : value);
        made.push({ set: isMixing ? set.withMixed(mark(name, value)) : set.with(mark(name, value)), expected: next });
      }
      for (const { set, expected } of made) {
        expect(toValues(set)).toEqual([...expected]);
        expect(set.size).toBe(expected.size);
        for (let index = 0; index < 20; index += 1)
          expect(set.find(`name ${index}`)?.value).toBe(expected.get(`name ${index}`));
      }
    }),
    { seed: 20_261_128, numRuns: 60 },
  );
});

it('a large set is the same one after going to and fro, too', () => {
  const large = noMarks.withAll(Array.from({ length: 30 }, (_, index) => mark(`name ${index}`, 'on')));
  const other = large.with(mark('name 7', 'off'));
  expect(other.find('name 7')?.value).toBe('off');
  expect(other.with(mark('name 7', 'on'))).toBe(large);
});

it('is the same set where the same was decided, and again after going to and fro', () => {
  const on = noMarks.with(mark('a', 'on')).with(mark('b', 'on'));
  expect(noMarks.with(mark('a', 'on')).with(mark('b', 'on'))).toBe(on);
  expect(on.with(mark('a', 'off')).with(mark('a', 'on'))).toBe(on);
  expect(on.with(mark('a', 'on'))).toBe(on);
});

it('remembers a bounded number of ways, and stays right beyond it', () => {
  const held = noMarks.with(mark('a', 'on'));
  const sizes = new Set<number>();
  for (let index = 0; index < 30_000; index += 1) {
    const made: Mark = { attribute: 'b', kind: 'flag', name: 'b', value: String(index), rank: 2 };
    sizes.add(held.with(made).size);
  }
  expect(sizes).toEqual(new Set([2]));
  noMarks.with(mark('c', 'on'));
  expect(noMarks.with(mark('a', 'on'))).not.toBe(held);
  expect(toValues(noMarks.with(mark('a', 'on')).with(mark('b', 'on')))).toEqual([
    ['a', 'on'],
    ['b', 'on'],
  ]);
});
