import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChangesFile, FunctionChange } from './changes-file.ts';
import { formatChangesFile, parseChangesFile } from './changes-file-text.ts';
import { limits } from './limits.ts';

const hex = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'.split('')), minLength: length, maxLength: length });
const lines = fc.tuple(fc.nat(9999), fc.nat(9999));
const revision = fc.record({ ref: fc.string(), commit: hex(40) });
const someone = fc.record({ name: fc.string(), email: fc.string(), share: fc.float({ min: 0, max: 1, noNaN: true }) });

const change: fc.Arbitrary<FunctionChange> = fc.record(
  {
    id: hex(12),
    name: fc.string({ minLength: 1 }),
    kind: fc.string(),
    file: fc.string({ minLength: 1 }),
    lines,
    change: fc.constantFrom('added', 'deleted', 'modified', 'moved'),
    before: fc.record({ id: hex(12), name: fc.string(), file: fc.string(), lines }),
    exported: fc.boolean(),
    authors: fc.array(someone, { maxLength: 3 }),
    unknownShare: fc.float({ min: 0, max: 1, noNaN: true }),
    owners: fc.array(fc.string(), { maxLength: 3 }),
    source: fc.string({ unit: 'binary' }),
    formerSource: fc.string({ unit: 'binary' }),
  },
  {
    requiredKeys: [
      'id',
      'name',
      'kind',
      'file',
      'lines',
      'change',
      'exported',
      'authors',
      'unknownShare',
      'owners',
      'source',
      'formerSource',
    ],
  },
);

const file: fc.Arbitrary<ChangesFile> = fc.record({
  schema: fc.constant(1),
  createdAt: fc.string(),
  createdBy: fc.string(),
  release: fc.record({ service: fc.string({ minLength: 1, maxLength: 255 }), version: fc.constant('1.4.2') }),
  from: revision,
  to: revision,
  functions: fc.array(change, { maxLength: 5 }),
  unverifiable: fc.dictionary(hex(12), fc.string(), { noNullPrototype: true }),
});

describe('a changes file', () => {
  it('comes back as it was written', () => {
    const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
    fc.assert(
      fc.property(file, (given) => {
        expect(parseChangesFile(formatChangesFile(given))).toEqual(plain(given));
      }),
    );
  });

  const small: ChangesFile = {
    schema: 1,
    createdAt: '',
    createdBy: '',
    release: { service: 'orders' },
    from: { ref: 'v1', commit: 'a'.repeat(40) },
    to: { ref: 'v2', commit: 'b'.repeat(40) },
    functions: [],
    unverifiable: {},
  };

  it('has a line for each function, and cuts texts that are too long', () => {
    const long: FunctionChange = {
      id: '0123456789ab',
      name: 'f',
      kind: 'function',
      file: 'a.js',
      lines: [1, 2],
      change: 'modified',
      exported: false,
      authors: [],
      unknownShare: 1,
      owners: [],
      source: 'x'.repeat(limits.functionTextLength + 1),
      formerSource: 'y'.repeat(limits.functionTextLength),
    };
    const text = formatChangesFile({ ...small, functions: [long, long] });
    expect(text.split('\n').filter((line) => line.includes('"id"'))).toHaveLength(2);
    const [read] = parseChangesFile(text).functions;
    expect([read?.source.length, read?.source.at(-1)]).toEqual([limits.functionTextLength, '…']);
    expect(read?.formerSource).toBe(long.formerSource);
  });

  it.each<[string, unknown, string]>([
    ['no JSON', '{', 'is no JSON object'],
    ['another schema', { ...small, schema: 2 }, 'has schema 2, known is 1'],
    ['no functions', { ...small, functions: undefined }, 'has no list "functions"'],
    ['no commit', { ...small, from: { ref: 'v1' } }, 'has no "from"'],
    ['a field that is no text', { ...small, release: { service: 7 } }, 'release.service is no text'],
    ['a function without an id', { ...small, functions: [{}] }, 'functions[0] has no "id"'],
    ['too many functions', { ...small, functions: Array.from({ length: 50_001 }, () => 0) }, 'has 50001 functions'],
  ])('with %s is refused in a line', (_what, given, words) => {
    const text = typeof given === 'string' ? given : JSON.stringify(given);
    expect(() => parseChangesFile(text, 'body')).toThrow(words);
    expect(() => parseChangesFile(text, 'body')).toThrow(/^body: /);
  });
});
