import { globSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import fc from 'fast-check';
import { format } from 'oxfmt';
import { parseSync } from 'oxc-parser';
import { describe, expect, it } from 'vitest';
import { toSourceFunctions } from './functions.ts';
import type { SourceFunction } from './source-function.ts';

const modules = join(import.meta.dirname, '../../../../node_modules');

interface CorpusFile {
  readonly path: string;
  readonly text: string;
}

/** Public packages that ship their sources. */
const corpora: Readonly<Record<string, readonly CorpusFile[]>> = {
  zod: toFiles('zod/src/v4/{core,classic,mini}/*.ts'),
  'grpc-js': toFiles('@grpc/grpc-js/src/*.ts'),
  fastify: toFiles('fastify/lib/*.js'),
};

function toFiles(pattern: string): readonly CorpusFile[] {
  return globSync(pattern, { cwd: modules })
    .filter((path) => !path.endsWith('.d.ts'))
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(modules, path), 'utf8') }));
}

function toFunctions(path: string, text: string): readonly SourceFunction[] {
  const found = toSourceFunctions(path, text);
  if (found.functions === undefined) throw new Error(`${path}: ${found.reason}`);
  return found.functions;
}

/** Every function with what it does, so that a difference names the function. */
function toHashes(path: string, text: string): readonly string[] {
  return toFunctions(path, text).map(({ name, hash }) => `${path} ${name} ${hash}`);
}

function withoutComments(path: string, text: string): string {
  const { comments } = parseSync(path, text);
  return comments.toReversed().reduce((left, { start, end, type, value }) => {
    // A line comment keeps its line feed; what stood on two lines of a block comment still may not be joined.
    const kept = type === 'Block' && value.includes('\n') ? '\n' : ' ';
    return left.slice(0, start) + kept + left.slice(end);
  }, text);
}

describe.each(Object.entries(corpora))('%s', (_name, files) => {
  it('is there', () => {
    expect(files.length).toBeGreaterThan(20);
  });

  it('has no changed function after every file was printed in another style, without its comments', async () => {
    const changed: string[] = [];
    for (const { path, text } of files) {
      const bare = withoutComments(path, text);
      const { code, errors } = await format(path, bare, {
        arrowParens: 'avoid',
        bracketSameLine: true,
        endOfLine: 'crlf',
        printWidth: 50,
        quoteProps: 'consistent',
        semi: true,
        singleQuote: !text.includes("'use strict'"),
        trailingComma: 'none',
        useTabs: true,
      });
      expect(errors).toEqual([]);
      const before = new Set(toHashes(path, text));
      changed.push(...toHashes(path, code).filter((each) => !before.has(each)));
    }
    expect(changed).toEqual([]);
  });
});

describe('types', () => {
  it.each(['zod', 'grpc-js'])('of %s do not count: what Node.js makes of a file has the same functions', (name) => {
    let functions = 0;
    const changed: string[] = [];
    for (const { path, text } of corpora[name] ?? []) {
      const stripped = toStripped(text);
      // Enumerations, namespaces and parameter properties have no form without types.
      if (stripped === undefined) continue;
      const before = new Set(toHashes(path, text));
      functions += before.size;
      changed.push(
        ...toHashes(path.replace(/ts$/, 'js'), stripped)
          .map((each) => each.replace('.js ', '.ts '))
          .filter((each) => !before.has(each) && !each.includes('<module>')),
      );
    }
    expect(functions).toBeGreaterThan(300);
    expect(changed).toEqual([]);
  });
});

function toStripped(text: string): string | undefined {
  try {
    return stripTypeScriptTypes(text);
  } catch {
    return undefined;
  }
}

describe('a statement more in one body', () => {
  const bodies = Object.values(corpora)
    .flat()
    // Each case parses its file again, and four of them are longer than all others.
    .filter(({ text }) => text.length < 40_000)
    .flatMap(({ path, text }) => {
      const functions = toFunctions(path, text);
      const before = new Map(functions.map((each) => [each.name, each.hash]));
      return functions
        .filter(({ kind, end }) => kind !== 'module' && text[end - 1] === '}')
        .map((each) => ({ path, text, before, name: each.name, at: toBodyEnd(text, each) }));
    })
    .filter(({ at }) => at !== undefined);

  it('is tried in a thousand functions', () => {
    expect(bodies.length).toBeGreaterThan(1000);
  });

  it('changes exactly that function', () => {
    fc.assert(
      fc.property(fc.constantFrom(...bodies), ({ path, text, before, name, at = 0 }) => {
        const mutated = `${text.slice(0, at)};globalThis.mutated = true;${text.slice(at)}`;
        const changed = toFunctions(path, mutated).filter((each) => before.get(each.name) !== each.hash);
        expect(changed.map((each) => each.name)).toEqual([name]);
      }),
      { numRuns: 400 },
    );
  });
});

/** The offset before the brace that closes a block body; arrows that return an object have none. */
function toBodyEnd(text: string, { kind, start, end }: SourceFunction): number | undefined {
  if (kind !== 'arrow') return end - 1;
  const written = text.slice(start, end);
  return /^(?:async\s+)?(?:\([^()]*\)|\w+)\s*=>\s*\{/.test(written) ? end - 1 : undefined;
}
