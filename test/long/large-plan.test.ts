import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseChangesFile, parseReleaseManifest } from '@seatrial/model';
import { runNode } from '../process/run-node.ts';

const bin = join(import.meta.dirname, '../../packages/cli/bin/seatrial.js');

let repo: string;

beforeEach(() => {
  repo = mkdtempSync(join(tmpdir(), 'seatrial-large-plan-'));
  git('init', '--quiet');
});

afterEach(() => {
  rmSync(repo, { recursive: true, force: true });
});

function git(...args: readonly string[]): void {
  const person = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', '-c', 'commit.gpgSign=false'];
  execFileSync('git', [...person, ...args], { cwd: repo, stdio: 'pipe' });
}

function commit(tag: string, by: number): void {
  const text = Array.from({ length: 2500 }, (_, index) => `export const f${index} = () => ${by};\n`).join('');
  for (let index = 0; index < 21; index += 1) writeFileSync(join(repo, `m${index}.js`), text);
  git('add', '--all');
  git('commit', '--quiet', '--message', tag);
  git('tag', tag);
}

it('a release of more than fifty thousand changed functions is bounded, and said to be', async () => {
  writeFileSync(join(repo, 'package.json'), '{ "name": "orders", "version": "1.0.0", "private": true }');
  commit('v1', 1);
  commit('v2', 2);
  const outcome = await runNode([bin, 'build', '--from', 'v1'], { cwd: repo, env: { SEATRIAL_STATE_DIR: repo } });
  expect([outcome.code, outcome.stderr]).toEqual([0, expect.stringContaining('2500 changed functions are left out')]);
  const read = (name: string): string => readFileSync(join(repo, name), 'utf8');
  expect(parseReleaseManifest(read('seatrial.release.json')).plan?.functions).toHaveLength(50_000);
  expect(parseChangesFile(read('seatrial.changes.json')).functions).toHaveLength(50_000);
});
