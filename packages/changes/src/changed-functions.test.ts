import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changedFunctions } from './changed-functions.ts';
import type { Changes, ChangedFunctionsOptions } from './changed-functions.ts';

let folder: string;
let repo: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-changes-'));
  repo = join(folder, 'repo');
  mkdirSync(repo);
  git('init', '--quiet', '--initial-branch=main');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function git(...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: repo, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** A commit of one person; `undefined` takes a file away. */
function commit(who: string, files: Readonly<Record<string, string | undefined>>): void {
  for (const [path, text] of Object.entries(files)) {
    const target = join(repo, path);
    mkdirSync(dirname(target), { recursive: true });
    if (text === undefined) rmSync(target);
    else writeFileSync(target, text);
  }
  git('add', '--all');
  const person = ['-c', `user.name=${who}`, '-c', `user.email=${who.toLowerCase()}@example.com`];
  git(...person, '-c', 'commit.gpgSign=false', 'commit', '--quiet', '--allow-empty', '--message', who);
}

function compare(options: ChangedFunctionsOptions = {}): Promise<Changes> {
  return changedFunctions({ repo, from: 'HEAD~1', ...options });
}

function rows({ functions }: Changes): readonly string[] {
  return functions.map(({ change, file, name, before }) => {
    const moved = before !== undefined && (before.name !== name || before.file !== file);
    return `${change} ${file} ${name}${moved ? ` from ${before.file} ${before.name}` : ''}`;
  });
}

const long = (name: string, factor = 2): string =>
  `export function ${name}(list) {\n  let sum = 0;\n  for (const each of list) sum += each.value * ${factor};\n  return sum;\n}\n`;

describe('what became of a function', () => {
  it('is modified, added or deleted', async () => {
    commit('Ann', {
      'a.ts': 'export const a = () => 1;\nexport const gone = (x) => [x, x];\n',
      'b.ts': 'const b = 1;\n',
    });
    commit('Ann', {
      'a.ts': 'export const a = () => 2;\nexport const fresh = () => "new";\n',
      'b.ts': '// note\nconst b = 1;\n',
    });
    const found = await compare();
    expect(rows(found)).toEqual(['modified a.ts a', 'added a.ts fresh', 'deleted a.ts gone']);
    expect(found.functions[0]).toMatchObject({
      lines: [1, 1],
      exported: true,
      kind: 'arrow',
      before: { lines: [1, 1] },
    });
    expect(found.functions.every(({ id }) => /^[0-9a-f]{12}$/.test(id))).toBe(true);
    expect(found.modules.map(({ file, name }) => `${file} ${name}`)).toEqual(['a.ts <module>']);
    expect(found.cosmetic).toEqual(['b.ts']);
  });

  it('is moved where it is renamed or in another file, and modified where it changed on the way', async () => {
    commit('Ann', { 'a.js': `${long('total')}${long('sum', 3)}`, 'keep.js': 'export const keep = 1;\n' });
    commit('Ann', { 'a.js': long('renamed'), 'b.js': `export const x = 1;\n${long('sum', 4)}` });
    expect(rows(await compare())).toEqual(['moved a.js renamed from a.js total', 'modified b.js sum from a.js sum']);
  });

  it('is followed through a renamed file, in which the same names are moved', async () => {
    commit('Ann', { 'src/old.ts': `${long('a')}${long('b', 3)}export const c = () => 1;\n` });
    commit('Ann', { 'src/old.ts': undefined, 'src/new.ts': `${long('a')}${long('b', 5)}export const c = () => 1;\n` });
    expect(rows(await compare())).toEqual([
      'moved src/new.ts a from src/old.ts a',
      'modified src/new.ts b from src/old.ts b',
      'moved src/new.ts c from src/old.ts c',
    ]);
  });

  it('keeps functions inside of a renamed one together', async () => {
    const body = (name: string): string =>
      `export function ${name}(list) {\n  prepare(list, name, 1, 2, 3);\n  return list.map((x) => x);\n}\n`;
    commit('Ann', { 'a.js': body('before') });
    commit('Ann', { 'a.js': body('after') });
    expect(rows(await compare())).toEqual([
      'moved a.js after from a.js before',
      'moved a.js after/list.map() from a.js before/list.map()',
    ]);
  });

  it('does not depend on settings of the user, names of files or links', async () => {
    git('config', 'diff.noprefix', 'true');
    git('config', 'diff.renames', 'false');
    git('config', 'core.quotePath', 'true');
    git('config', 'color.ui', 'always');
    git('config', 'diff.external', 'false');
    commit('Ann', { 'ä b\t"c".js': long('a') });
    commit('Ann', { 'ä b\t"c".js': long('a', 7) });
    expect(rows(await compare())).toEqual(['modified ä b\t"c".js a']);
  });

  it('leaves test files out unless they are asked for', async () => {
    commit('Ann', { 'a.test.js': long('a'), 'test/b.js': long('b'), 'contest/c.js': long('c') });
    commit('Ann', { 'a.test.js': long('a', 7), 'test/b.js': long('b', 7), 'contest/c.js': long('c', 7) });
    expect(rows(await compare())).toEqual(['modified contest/c.js c']);
    expect(rows(await compare({ tests: true }))).toHaveLength(3);
  });

  it('says which files could not be read, and reads the others', async () => {
    commit('Ann', { 'a.js': long('a'), 'broken.js': long('b') });
    commit('Ann', { 'a.js': long('a', 7), 'broken.js': 'function (' });
    const found = await compare();
    expect(rows(found)).toEqual(['modified a.js a']);
    expect(found.unread).toEqual([{ file: 'broken.js', reason: expect.stringMatching(/^line 1: /) }]);
  });

  it('is found among fifty thousand functions of one name', async () => {
    const many = (changed: number): string =>
      Array.from({ length: 50_000 }, (_, index) => `on((a) => a + ${index === changed ? 'b' : index});\n`).join('');
    commit('Ann', { 'a.js': many(-1) });
    commit('Ann', { 'a.js': many(40_000) });
    expect(rows(await compare())).toEqual(['modified a.js on()~40001']);
  });

  it('is asked from a folder inside the repository, with paths from its top', async () => {
    commit('Ann', { 'services/pay/a.js': long('a') });
    commit('Ann', { 'services/pay/a.js': long('a', 7) });
    commit('Ben', { 'services/pay/a.js': long('a', 8) });
    const found = await changedFunctions({ repo: join(repo, 'services/pay'), from: 'HEAD~2' });
    expect(rows(found)).toEqual(['modified services/pay/a.js a']);
    expect(found.functions[0]?.authors).toEqual([{ name: 'Ben', email: 'ben@example.com', share: 1 }]);
  });
});

describe('authors', () => {
  it('of a function are not those of the functions in it', async () => {
    const nest = (a: number, b: number, c: number): string =>
      `function f() {\n  one(${a});\n  each((x) => {\n    two(${b});\n  });\n  each((y) => {\n    three(${c});\n  });\n}\n`;
    commit('Old', { 'a.js': nest(1, 1, 1) });
    git('tag', 'v1');
    commit('Ann', { 'a.js': nest(2, 1, 1) });
    commit('Ben', { 'a.js': nest(2, 2, 1) });
    commit('Cleo', { 'a.js': nest(2, 2, 2) });
    const found = await compare({ from: 'v1' });
    expect(found.functions.map(({ name, authors }) => [name, ...authors.map((each) => each.name)])).toEqual([
      ['f', 'Ann'],
      ['f/each()', 'Ben'],
      ['f/each()~2', 'Cleo'],
    ]);
  });

  const file = (a: number, b: number, c: number): string =>
    `function f() {\n  one(${a});\n  two(${b});\n  three(${c});\n}\nfunction g() {\n  four();\n}\n`;

  it('have their share of the changed lines', async () => {
    commit('Old', { 'a.js': file(1, 1, 1) });
    git('tag', 'v1');
    commit('Ann', { 'a.js': file(2, 2, 1) });
    commit('Ben', { 'a.js': file(2, 2, 2) });
    const found = await compare({ from: 'v1' });
    expect(found.functions).toMatchObject([
      {
        name: 'f',
        unknownShare: 0,
        authors: [
          { name: 'Ann', share: 2 / 3 },
          { name: 'Ben', share: 1 / 3 },
        ],
      },
    ]);
  });

  it('are found where only one person deleted lines, and unknown where it may have been another', async () => {
    commit('Old', { 'a.js': file(1, 1, 1) });
    commit('Ann', { 'a.js': file(1, 1, 1).replace('  two(1);\n', '') });
    expect((await compare()).functions).toMatchObject([{ name: 'f', authors: [{ name: 'Ann', share: 1 }] }]);
    commit('Ben', { 'a.js': file(1, 1, 1).replace('  two(1);\n', '').replace('four()', 'five()') });
    expect((await compare({ from: 'HEAD~2' })).functions).toMatchObject([
      { name: 'f', authors: [], unknownShare: 1 },
      { name: 'g', authors: [{ name: 'Ben', share: 1 }] },
    ]);
  });

  it('of a side branch are not made of what the other side did', async () => {
    commit('Old', { 'a.js': file(1, 1, 1) });
    git('checkout', '--quiet', '-b', 'side');
    commit('Ann', { 'a.js': file(2, 1, 1) });
    git('checkout', '--quiet', 'main');
    commit('Ben', { 'a.js': file(1, 1, 2) });
    const found = await compare({ from: 'side', to: 'main' });
    expect(found.functions).toMatchObject([{ name: 'f', authors: [{ name: 'Ben', share: 0.5 }], unknownShare: 0.5 }]);
  });

  it('are unknown in a shallow clone, never wrong', async () => {
    commit('Old', { 'a.js': file(1, 1, 1) });
    git('tag', 'v1');
    commit('Ann', { 'a.js': file(2, 1, 1) });
    commit('Ben', { 'a.js': file(2, 1, 1), 'b.js': long('b') });
    const origin = repo;
    repo = folder;
    git('clone', '--quiet', '--depth', '1', `file://${origin}`, 'shallow');
    repo = join(folder, 'shallow');
    await expect(compare({ from: 'v1' })).rejects.toMatchObject({
      code: 'SEATRIAL_NOT_FOUND',
      message: expect.stringContaining('git fetch --depth 1 origin tag v1'),
    });
    git('fetch', '--quiet', '--depth', '1', 'origin', 'tag', 'v1');
    const found = await compare({ from: 'v1' });
    expect(found.shallow).toBe(true);
    expect(rows(found)).toEqual(['modified a.js f', 'added b.js b']);
    expect(found.functions.every(({ authors, unknownShare }) => authors.length === 0 && unknownShare === 1)).toBe(true);
    git('fetch', '--quiet', '--unshallow');
    expect((await compare({ from: 'v1' })).functions.map(({ authors }) => authors[0]?.name)).toEqual(['Ann', 'Ben']);
  });
});

describe('the commits', () => {
  it('default to the tag before HEAD, even where HEAD is tagged', async () => {
    commit('Ann', { 'a.js': long('a') });
    git('tag', 'v1.0.0');
    commit('Ann', { 'a.js': long('a', 7) });
    git('tag', 'v1.0.1');
    const found = await changedFunctions({ repo });
    expect([found.from.ref, found.to.ref]).toEqual(['v1.0.0', 'HEAD']);
    expect(rows(found)).toEqual(['modified a.js a']);
  });

  it.each([
    ['no tag', {}, 'SEATRIAL_NOT_FOUND', /No tag was found before "HEAD".*--from/],
    ['an unknown commit', { from: 'v9' }, 'SEATRIAL_NOT_FOUND', /There is no commit "v9"/],
    ['an option for a commit', { from: '--output=/tmp/x' }, 'SEATRIAL_NOT_FOUND', /There is no commit "--output/],
  ])('%s is an error that says what to do', async (_what, options, code, message) => {
    commit('Ann', { 'a.js': long('a') });
    await expect(changedFunctions({ repo, ...options })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  it.each(['nowhere', '.'])('a folder without a repository is one: %s', async (name) => {
    await expect(changedFunctions({ repo: join(folder, name), from: 'a' })).rejects.toMatchObject({
      code: 'SEATRIAL_NO_REPOSITORY',
    });
  });
});
