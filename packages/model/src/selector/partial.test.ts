import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toPartialSelector } from './partial.ts';

describe('a selector that is being written', () => {
  it.each([
    ['', { head: '', prefix: '' }],
    ['ri', { head: '', prefix: 'ri' }],
    ['ring=', { head: 'ring=', name: 'ring', prefix: '' }],
    ['ring=can', { head: 'ring=', name: 'ring', prefix: 'can' }],
    ['ring=canary|st', { head: 'ring=canary|', name: 'ring', prefix: 'st' }],
    ['ring=canary,fl', { head: 'ring=canary,', prefix: 'fl' }],
    ['ring=canary,flag.x^=o', { head: 'ring=canary,flag.x^=', name: 'flag.x', prefix: 'o' }],
    ['a="b, c",route!=/ca', { head: 'a="b, c",route!=', name: 'route', prefix: '/ca' }],
  ])('%j ends in %j', (text, expected) => {
    expect(toPartialSelector(text)).toEqual(expected);
  });

  it.each(['a="b', '"a"', '=x'])('%j has nothing to complete', (text) => {
    expect(toPartialSelector(text)).toBeUndefined();
  });

  it('keeps what was written: head and prefix are the text, but for white space around them', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const partial = toPartialSelector(text);
        const kept = partial === undefined ? text : partial.head + partial.prefix;
        expect(kept.trimEnd()).toBe(text.trimEnd());
      }),
    );
  });
});
