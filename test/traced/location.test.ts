import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { traced } from '@seatrial/traced';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileFixtures, compilers } from './compilers.ts';
import type { define } from './fixtures/shop.ts';
import type * as wholeClass from './fixtures/whole-class.ts';
import { notInstalled } from './installed.ts';
import { finishedSpans, registerSdk, resetSpans } from './suite/world.ts';

beforeAll(() => registerSdk());

const probe = { inside: (): void => {}, mark: <F>(fn: F): F => fn };
const loaders = await Promise.all(
  compilers
    .filter(({ form }) => form !== 'function')
    .map(async (compiler) => ({ name: compiler.name, load: await compileFixtures(compiler, 'location') })),
);

/** The line of the fixture on which the member is defined. */
function lineOf(file: string, member: string): number {
  const lines = readFileSync(join(import.meta.dirname, 'fixtures', file), 'utf8').split('\n');
  return (
    lines.findIndex((line) =>
      new RegExp(String.raw`^ +(?:static |async |\*|override |get )*${member}[(<]`).test(line),
    ) + 1
  );
}

for (const { name, load } of loaders)
  describe.skipIf(load === undefined)(load === undefined ? `${name} (${notInstalled})` : name, () => {
    it('file and line are those of the source, by its map', async () => {
      const compiled = (await load?.('shop')) as { readonly define: typeof define };
      const { Shop } = compiled.define(traced, probe);
      resetSpans();
      const shop = new Shop();
      shop.sync(1, 2);
      await shop.wait(1);
      [...shop.steps(1)];
      Shop.open('x');
      void shop.total;
      const where = finishedSpans().map(({ attributes }) => [
        attributes['code.file.path'],
        attributes['code.line.number'],
      ]);
      const file = join(import.meta.dirname, 'fixtures/shop.ts');
      expect(where).toEqual(
        ['sync', 'wait', 'steps', 'open', 'total'].map((member) => [file, lineOf('shop.ts', member)]),
      );
    });

    it('also of a class-level decorator', async () => {
      const compiled = (await load?.('whole-class')) as typeof wholeClass;
      resetSpans();
      new compiled.Depot().load();
      expect(finishedSpans().map(({ attributes }) => attributes['code.line.number'])).toEqual([
        lineOf('whole-class.ts', 'store'),
        lineOf('whole-class.ts', 'load'),
      ]);
    });
  });

describe('in a source that a tool compiles in memory, as vitest does', () => {
  it('the line is the function’s', () => {
    resetSpans();
    const add = traced((a: number, b: number): number => a + b);
    add(1, 2);
    const span = finishedSpans()[0];
    expect(span?.attributes['code.file.path']).toBe(import.meta.filename);
    const lines = readFileSync(import.meta.filename, 'utf8').split('\n');
    expect(span?.attributes['code.line.number']).toBe(lines.findIndex((line) => line.includes('const add =')) + 1);
  });
});
