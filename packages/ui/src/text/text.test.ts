import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toCommand, toVerifyCommand } from './command.ts';
import { formatCount, formatMs, formatOdds, formatShare, formatShort, formatSpan, formatTimes } from './number.ts';
import { toVisible, toVisibleLines } from './visible.ts';

describe('numbers', () => {
  it.each([
    [0, '0'],
    [0.0000005, '0.5 ns'],
    [0.42, '420 µs'],
    [0.9996, '1 ms'],
    [7.42, '7.42 ms'],
    [842.4, '842 ms'],
    [999.6, '1.00 s'],
    [1190, '1.19 s'],
    [12_340, '12.3 s'],
    [61_000, '1 min 1 s'],
    [-3, '−3 ms'],
    [null, '–'],
  ])('%s ms is %s', (ms, text) => expect(formatMs(ms)).toBe(text));

  it('never rounds a duration to nothing', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (ms) => {
        expect(formatMs(ms)).not.toMatch(/^0( |$)/);
      }),
    );
  });

  it.each([
    [0, '0 %'],
    [0.00001, '< 0.01 %'],
    [0.0131, '1.31 %'],
    [0.124, '12.4 %'],
    [0.9999, '99.9 %'],
    [1, '100 %'],
    [null, '–'],
  ])('a share of %s is %s', (share, text) => expect(formatShare(share)).toBe(text));

  it('has counts, factors, odds and times as a person reads them', () => {
    expect([formatCount(187_240), formatShort(20_911), formatShort(1_234_567)]).toEqual([
      '187\u2009240',
      '20.9 k',
      '1.2 M',
    ]);
    expect([formatTimes(1.02), formatTimes(3.14), formatTimes(15.2)]).toEqual(['1.02×', '3.1×', '15×']);
    expect([0, Math.log(40), Math.log(4.2e5), 50, -9].map(formatOdds)).toEqual([
      '1 : 1',
      '40 : 1',
      '420\u2009000 : 1',
      '> 10⁶ : 1',
      '< 0.1 : 1',
    ]);
    expect([800, 2_280_000, 21_600_000, 259_200_000].map(formatSpan)).toEqual(['1 s', '38 min', '6 h', '3 days']);
  });
});

describe('text of telemetry', () => {
  it('shows what would hide or turn it round', () => {
    expect(toVisible('a\u202Eb\u0000c\u200Bd\uFEFF')).toBe('a⟨202e⟩b⟨0000⟩c⟨200b⟩d⟨feff⟩');
    expect(toVisible('über naïve 日本 👩')).toBe('über naïve 日本 👩');
    expect(toVisible('\uD800')).toBe('\uFFFD');
    expect(toVisibleLines('a\n\tb\u202E')).toBe('a\n\tb⟨202e⟩');
  });

  it('leaves no control character, and every other one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        // oxlint-disable-next-line no-control-regex
        expect(toVisible(text)).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/);
      }),
    );
  });
});

describe('commands', () => {
  it('quote what a shell would take for its own, and leave out what was not given', () => {
    expect(toCommand(['seatrial', 'tail'], { where: `a="b c",d='e'`, since: undefined, until: '' })).toBe(
      String.raw`seatrial tail --where 'a="b c",d='\''e'\'''`,
    );
  });

  it('have the settings of a comparison that they have options for', () => {
    const objectives = '{"warmUpMs":2000,"errors":{"ceiling":0.01},"routes":[]}';
    expect(toVerifyCommand({ service: 'checkout', complete: 'true', batchSeconds: '5', objectives })).toBe(
      'npx seatrial verify --complete --service checkout --batch 5s --warm-up 2s --error-ceiling 0.01',
    );
    expect(toVerifyCommand({ service: 'checkout', objectives: '{' })).toBe('npx seatrial verify --service checkout');
  });

  it('have times that a command takes', () => {
    expect(toVerifyCommand({ service: 'checkout', candidate: 'ring=canary', from: '1795514400000' })).toBe(
      'npx seatrial verify --service checkout --candidate ring=canary --since 2026-11-24T10:00:00.000Z',
    );
  });
});
