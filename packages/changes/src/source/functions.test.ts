import { describe, expect, it } from 'vitest';
import { toSourceFunctions } from './functions.ts';
import type { SourceFunction } from './source-function.ts';

function read(text: string, path = 'file.tsx'): readonly SourceFunction[] {
  const found = toSourceFunctions(path, text);
  if (found.functions === undefined) throw new Error(found.reason);
  return found.functions;
}

function names(text: string, path?: string): readonly string[] {
  return read(text, path)
    .slice(1)
    .map(({ name }) => name);
}

/** Names of what differs between two texts. */
function differing(before: string, after: string, path?: string): readonly string[] {
  const hashes = new Map(read(before, path).map(({ name, hash }) => [name, hash]));
  return read(after, path)
    .filter(({ name, hash }) => hashes.get(name) !== hash)
    .map(({ name }) => name);
}

describe('names', () => {
  it.each([
    ['function a() { function inner() {} }', ['a', 'a/inner']],
    ['const a = () => () => 1;', ['a', 'a>return']],
    ['function a() { return function () {}; }', ['a', 'a>return']],
    [
      'class K { constructor() {} m() {} get v() { return 1; } set v(x) {} static s() {} #p() {} }',
      ['K.constructor', 'K.m', 'K.get v', 'K.set v', 'K.s', 'K.#p'],
    ],
    [
      'class K { static { boot(); } h = () => 1; [Symbol.iterator]() {} async *g() {} }',
      ['K.static{}', 'K.h', 'K.[Symbol.iterator]', 'K.g'],
    ],
    ['const x = memo(() => 1);', ['x>memo']],
    [
      'const o = { k() {}, get z() { return 1; }, "a-b": () => 2, n: { deep: async () => {} } };',
      ['o.k', 'o.get z', 'o.a-b', 'o.n.deep'],
    ],
    ['app.get("/users", () => {}); app.get(`/all`, () => {});', ['app.get("/users")', 'app.get("/all")']],
    ['items.map((i) => i); items.map((i) => -i);', ['items.map()', 'items.map()~2']],
    ['new Promise((resolve) => resolve());', ['new Promise()']],
    ['fetch(u).then(() => {}).catch(function handle() {});', ['fetch().then()', 'handle']],
    ['(function () {})(); const x = (() => 1)();', ['<iife>', 'x><iife>']],
    ['export default () => {};', ['default']],
    ['export default class { m() {} }', ['default.m']],
    [
      'module.exports = function () {}; exports.t = () => 1; K.prototype.m = function () {};',
      ['module.exports', 'exports.t', 'K.prototype.m'],
    ],
    ['namespace N.M { export function f() {} }', ['N.M.f']],
    ['const routes = [() => 1, () => 2];', ['routes[]', 'routes[]~2']],
    ['const C = () => <Button onClick={() => go()}>{() => 1}</Button>;', ['C', 'C/<Button>.onClick', 'C/<Button>']],
    ['function f(a = () => 1) {}', ['f', 'f/a']],
    ['const B = styled.div`${() => 1}`;', ['B>div']],
  ])('of %s', (text, expected) => {
    expect(names(text)).toEqual(expected);
  });

  it('leave out what has no body', () => {
    expect(
      names('declare function a(): void; function b(): void; function b() {} abstract class K { abstract m(): void; }'),
    ).toEqual(['b']);
  });
});

describe('exported', () => {
  const exported = (text: string, path?: string): readonly string[] =>
    read(text, path)
      .filter((each) => each.exported)
      .map(({ name }) => name);

  it('is what ESM exports, with public members of it', () => {
    expect(
      exported(
        'export function a() { const b = () => 1; } function c() {} export { c as d }; function e() {} export class K { m() {} #p() {} } export const o = { k() {} }; export default () => 1;',
      ),
    ).toEqual(['a', 'c', 'K.m', 'o.k', 'default']);
  });

  it('is what CommonJS assigns', () => {
    expect(
      exported(
        'function a() {} function b() {} function c() {} module.exports = { a, q() {} }; exports.b = b;',
        'x.cjs',
      ),
    ).toEqual(['a', 'b', 'module.exports.q']);
  });
});

describe('what does not count', () => {
  it.each([
    [
      'comments and white space',
      'function f(a, b) { return a + b }',
      '// sum\nfunction f(a,b)\n{\n  /* of both */ return a+b;;\n}',
    ],
    [
      'quotes, parentheses and braces',
      'function f(a) { if (a) return ("x"); return {"k": (a)} }',
      "function f(a) { if (a) { return 'x' } return {k: a} }",
    ],
    [
      'how numbers and strings are written',
      'const f = () => [0xff, 1_000, "\\u0061", 10n]',
      "const f = () => [255, 1000, 'a', 0xan]",
    ],
    [
      'types',
      'function f(a) { return a.b; } class K { x = 1; m() {} }',
      'interface X {} function f<T extends X>(this: X, a?: T): string { return (a as any)!.b satisfies string; } class K<T> implements X { private readonly x: number = 1; m(): void; m(): void {} }',
    ],
    ['grouping of one logical operator', 'const f = (a) => a && b && c', 'const f = (a) => a && (b && c)'],
    [
      'the order of declarations and methods',
      'function a() {} function b() {} class K { m() {} n() {} }',
      'function b() {} class K { n() {} m() {} } function a() {}',
    ],
    [
      'how JSX is laid out',
      'const f = () => <a b="x">one two<i/></a>',
      'const f = () => (<a b={"x"}>\n  one{" "}\n  {/* note */}\n  two\n  <i></i>\n</a>)',
    ],
    ['line ends', 'const f = () => `a\nb`', 'const f = () =>\r\n`a\r\nb`'],
  ])('%s', (_what, before, after) => {
    expect(differing(before, after)).toEqual([]);
  });

  it('is the name of a function itself', () => {
    const [, a, b] = read('function a(x) { return x * 2; } function b(x) { return x * 2; }');
    expect(a?.hash).toBe(b?.hash);
  });
});

describe('what counts', () => {
  it.each([
    ['an operator', 'const f = (a) => a > 1', 'const f = (a) => a >= 1', ['f']],
    ['optional chaining', 'const f = (a) => a.b', 'const f = (a) => a?.b', ['f']],
    ['a default', 'function f(a = 1) {}', 'function f(a = 2) {}', ['f']],
    ['async', 'function f() {}', 'async function f() {}', ['f']],
    ['static', 'class K { m() {} }', 'class K { static m() {} }', ['<module>', 'K.m']],
    [
      'a private parameter property',
      'class K { constructor(a) {} }',
      'class K { constructor(private a) {} }',
      ['K.constructor'],
    ],
    [
      'a field: its constructor',
      'class K { t = 5; constructor() {} }',
      'class K { t = 9; constructor() {} }',
      ['K.constructor'],
    ],
    ['a decorator: its method', 'class K { @cache(5) m() {} }', 'class K { @cache(9) m() {} }', ['K.m']],
    ['the innermost function only', 'function f() { g(() => 1); }', 'function f() { g(() => 2); }', ['f/g()']],
    ['a constant of the module', 'const a = 1; function f() {}', 'const a = 2; function f() {}', ['<module>']],
    ['let and const', 'function f() { let a = 1; }', 'function f() { const a = 1; }', ['f']],
    ['what a tag can read', 'const f = () => tag`\\u0061`', 'const f = () => tag`a`', ['f']],
    ['which of several parts is missing', 'function f() { for (a;;) b(); }', 'function f() { for (;a;) b(); }', ['f']],
  ])('%s', (_what, before, after, expected) => {
    expect(differing(before, after, 'file.ts')).toEqual(expected);
  });
});

describe('what cannot be read', () => {
  it.each([
    ['file.js', 'function f( {', /^line 1: /],
    ['file.ts', 'const a = 1;\nconst = 2;', /^line 2: /],
    ['file.css', 'a {}', /neither JavaScript nor TypeScript/],
    ['types.d.ts', 'export declare const a: 1;', /neither JavaScript nor TypeScript/],
    ['file.constructor', 'a', /neither JavaScript nor TypeScript/],
    ['deep.js', `const a = ${'1 + '.repeat(20_000)} 1;`, /nested too deeply|line 1/],
  ])('%s says why', (path, text, expected) => {
    expect(toSourceFunctions(path, text)).toEqual({ reason: expect.stringMatching(expected) });
  });

  it('a return at the top of a CommonJS file is no fault', () => {
    expect(names('if (x) return; function f() {}', 'file.js')).toEqual(['f']);
  });
});
