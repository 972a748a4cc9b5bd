import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mark } from '../mark.ts';
import { shadowMark } from '../mark.ts';
import { noMarks } from '../mark-set.ts';
import type { MarkSet } from '../mark-set.ts';
import { toWellFormed } from '../key.ts';
import { joinHeader, splitHeader } from './baggage-header.ts';
import { formatEntry, parseEntry } from './entry.ts';

const prefix = { flag: 'feature_flags.', cohort: 'seatrial.cohort.' } as const;

function toMarks(marks: readonly Pick<Mark, 'kind' | 'name' | 'value' | 'rank'>[]): MarkSet {
  return noMarks.withAll(
    marks.map((mark) => {
      const attribute = mark.kind === 'shadow' ? shadowMark.attribute : prefix[mark.kind] + mark.name;
      return { ...mark, attribute };
    }),
  );
}

const flag = (name: string, value: string, rank: Mark['rank'] = 1) => ({ kind: 'flag', name, value, rank }) as const;
const cohort = (name: string, value: string) => ({ kind: 'cohort', name, value, rank: 0 }) as const;

describe('the baggage entry', () => {
  it('has a fixed form', () => {
    const marks = toMarks([flag('new-checkout', 'on'), cohort('audience', 'in house'), shadowMark]);
    expect(formatEntry(marks)).toBe('seatrial.flags=s%3A1%3Bc.audience%3Ain%2520house%3Bf.new-checkout%3Aon');
  });

  it('takes 16 flags by rank, and none that is mixed', () => {
    const many = Array.from({ length: 30 }, (_, index) => flag(`f${index}`, 'on', index < 20 ? 3 : 1));
    const text = formatEntry(toMarks([...many, flag('unclear', 'mixed', 0)])) ?? '';
    const carried = parseEntry(text.split('=')[1] ?? '', () => undefined);
    expect(carried?.flags).toHaveLength(16);
    expect(carried?.flags.slice(0, 10).map(([key]) => key)).toEqual(many.slice(20).map(({ name }) => name));
  });

  it('is never longer than 2,048 characters', () => {
    const many = Array.from({ length: 40 }, (_, index) => flag(`${'k'.repeat(90)}${index}`, 'ä'.repeat(64)));
    const text = formatEntry(toMarks(many)) ?? '';
    expect(text.length).toBeLessThanOrEqual(2048);
    expect(text.length).toBeGreaterThan(500);
  });

  const name = fc.stringMatching(/^[\w.-]{1,40}$/);
  const value = fc
    .string({ minLength: 1, maxLength: 20, unit: 'binary' })
    .filter((text) => text !== 'mixed')
    .map(toWellFormed);

  it('comes back as it was sent, even if another service decodes and encodes it on its way', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(name, value), { maxLength: 5, selector: ([key]) => key }),
        fc.uniqueArray(fc.tuple(name, value), { maxLength: 5, selector: ([key]) => key }),
        fc.boolean(),
        (flags, cohorts, shadow) => {
          const header = formatEntry(
            toMarks([
              ...flags.map(([key, variant]) => flag(key, variant)),
              ...cohorts.map(([key, text]) => cohort(key, text)),
              ...(shadow ? [shadowMark] : []),
            ]),
          );
          fc.pre(header === undefined || header.length < 1500);
          const { entry = '' } = splitHeader(header ?? '');
          const again = encodeURIComponent(decodeURIComponent(entry));
          const nothing = flags.length + cohorts.length === 0 && !shadow;
          const sent = nothing ? undefined : { flags, cohorts, shadow };
          expect([entry, again].map((form) => parseEntry(form, () => undefined))).toEqual([sent, sent]);
        },
      ),
    );
  });

  it.each([
    ['100 KB', 'f.a:on;'.repeat(15_000)],
    ['broken encoding', '%E0%A4%A'],
  ])('%s: left out and said', (_what, text) => {
    const said: string[] = [];
    expect(parseEntry(text, (line) => said.push(line))).toBeUndefined();
    expect(said).toHaveLength(1);
  });

  it('nonsense between good parts is left out', () => {
    expect(parseEntry('f.a:on;;x;f.:on;f.b;q.c:on;f.sp ace:on;f.__proto__:on;s:0', () => undefined)).toEqual({
      flags: [
        ['a', 'on'],
        ['__proto__', 'on'],
      ],
      cohorts: [],
      shadow: false,
    });
  });

  it('never throws, whatever arrives', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseEntry(text, () => undefined)?.flags.length ?? 0).toBeLessThanOrEqual(16);
      }),
    );
  });
});

describe('the header', () => {
  it('the application’s part stays letter by letter', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        fc.pre(!header.includes('seatrial.flags'));
        expect(splitHeader(header)).toEqual({ rest: header, entry: undefined });
        const joined = joinHeader(header, 'seatrial.flags=f.a%3Aon');
        if (header !== '' && joined !== header)
          expect(splitHeader(joined)).toEqual({ rest: header, entry: 'f.a%3Aon' });
      }),
    );
  });

  it('properties and spaces around the entry do not hide it', () => {
    expect(splitHeader('a=1;p, seatrial.flags = f.a%3Aon;ttl=3 ,b=2')).toEqual({
      rest: 'a=1;p,b=2',
      entry: 'f.a%3Aon',
    });
  });

  it('the application goes first where both are too much', () => {
    const full = `a=${'x'.repeat(8185)}`;
    expect(joinHeader(full, 'seatrial.flags=f.a%3Aon')).toBe(full);
    const many = Array.from({ length: 64 }, (_, index) => `k${index}=1`).join(',');
    expect(joinHeader(many, 'seatrial.flags=f.a%3Aon')).toBe(many);
  });
});
