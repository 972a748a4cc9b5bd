import fc from 'fast-check';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { toParameterNames } from './parameters.ts';
import type { AnyFunction } from './signatures.ts';

function namesIn(source: string): readonly string[] {
  return toParameterNames(runInNewContext(`(${source})`) as AnyFunction);
}

describe('toParameterNames', () => {
  it.each([
    ['function pay(amount, currency) {}', ['amount', 'currency']],
    ['(a) => a', ['a']],
    ['a => a', ['a']],
    ['async a => a', ['a']],
    ['async (a, b) => a', ['a', 'b']],
    ['() => 1', []],
    ['function () {}', []],
    ['{ pay(a, ...rest) {} }.pay', ['a', '...rest']],
    ['{ async *pay(a) {} }.pay', ['a']],
    ['{ ["a(b"](c) {} }["a(b"]', ['c']],
    ['function pay(a = ")", b = { x: [1, (2)] }, c = `)`) {}', ['a', 'b', 'c']],
    ['function pay(/* the (amount */ a, // in cents\n b) {}', ['a', 'b']],
    ['function pay({ id }, [first], last) {}', ['0', '1', 'last']],
    ['function pay(a,) {}', ['a']],
    ['function pay($a, _b1) {}', ['$a', '_b1']],
    ['Math.max', []],
    ['(function (a) {}).bind(null)', []],
  ])('%s', (source, names) => {
    expect(
      namesIn(
        source.startsWith('{')
          ? `(${source.replace(/\}\.pay$/, '}).pay').replace(/\}\["a\(b"\]$/, '})["a(b"]')}`
          : source,
      ),
    ).toEqual(names);
  });

  it('finds what was written, whatever the defaults are', () => {
    const word = fc
      .stringMatching(/^[a-z_$][\w$]{0,6}$/)
      .filter(
        (name) =>
          !/^(?:do|if|in|of|for|new|try|var|let|case|else|enum|null|this|true|void|with|await|break|catch|class|const|false|super|throw|while|yield|delete|export|import|return|static|switch|typeof|default|eval)$/.test(
            name,
          ),
      );
    const preset = fc.constantFrom(
      '',
      ' = 1',
      " = ','",
      ' = [1, 2]',
      ' = { a: (1, 2) }',
      ' = (() => ")")()',
      ' = `,${1}`',
    );
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(word, preset), { selector: ([name]) => name }), (parameters) => {
        const list = parameters.map(([name, value]) => `${name}${value}`).join(', ');
        expect(namesIn(`function (${list}) {}`)).toEqual(parameters.map(([name]) => name));
        expect(namesIn(`(${list}) => 1`)).toEqual(parameters.map(([name]) => name));
      }),
    );
  });
});
