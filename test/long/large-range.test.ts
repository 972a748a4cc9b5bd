import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { changedFunctions } from '@seatrial/changes';

it('finds functions and authors beside generated files whose texts are too large to be read', async () => {
  const repo = mkdtempSync(join(tmpdir(), 'seatrial-large-range-'));
  try {
    const git = (...args: readonly string[]): string => execFileSync('git', args, { cwd: repo, encoding: 'utf8' });
    const commit = (who: string): void => {
      git('add', '--all');
      git('-c', `user.name=${who}`, '-c', `user.email=${who}@example.com`, 'commit', '--quiet', '--message', who);
    };
    const generate = (seed: number): void => {
      for (let file = 0; file < 2; file += 1)
        writeFileSync(
          join(repo, `generated${file}.js`),
          `export const v${seed} = [${`${seed},\n`.repeat(12_000_000)}];\n`,
        );
    };
    git('init', '--quiet');
    git('config', 'core.compression', '1');
    writeFileSync(
      join(repo, 'own.js'),
      'export function f() {\n  return 1;\n}\nexport function g() {\n  return 1;\n}\n',
    );
    generate(1);
    commit('old');
    git('tag', 'v1');
    writeFileSync(
      join(repo, 'own.js'),
      'export function f() {\n  return 2;\n}\nexport function g() {\n  return 1;\n}\n',
    );
    generate(2);
    commit('ann');
    writeFileSync(
      join(repo, 'own.js'),
      'export function f() {\n  return 2;\n}\nexport function g() {\n  return 2;\n}\n',
    );
    commit('ben');
    const { functions, unread } = await changedFunctions({ repo, from: 'v1' });
    expect(functions.map(({ name, authors }) => [name, ...authors.map((each) => each.name)])).toEqual([
      ['f', 'ann'],
      ['g', 'ben'],
    ]);
    expect(unread.map(({ file }) => file)).toEqual(['generated0.js', 'generated1.js']);
  } finally {
    rmSync(repo, { recursive: true, force: true });
  }
});
