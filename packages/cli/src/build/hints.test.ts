import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { detectDist } from './dist-hint.ts';
import { detectShipping } from './ship-check.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-hints-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

describe('the changes would be published with the package', () => {
  it.each<[string, string, Readonly<Record<string, string>>, string | undefined]>([
    ['without a list of files', '', { 'package.json': '{}' }, 'add seatrial.changes.json to .npmignore'],
    ['but for .npmignore', '', { 'package.json': '{}', '.npmignore': 'seatrial.changes.json\n' }, undefined],
    ['but for .gitignore', '', { 'package.json': '{}', '.gitignore': '/seatrial.changes.json\n' }, undefined],
    [
      'but .npmignore says otherwise',
      '',
      { 'package.json': '{}', '.gitignore': 'seatrial.changes.json', '.npmignore': 'x' },
      '.npmignore',
    ],
    ['but it is private', '', { 'package.json': '{ "private": true }' }, undefined],
    ['but it is in no listed folder', '', { 'package.json': '{ "files": ["dist"] }' }, undefined],
    [
      'in a listed folder',
      'dist/',
      { 'package.json': '{ "files": ["dist"] }' },
      'add "!**/seatrial.changes.json" to "files"',
    ],
    ['in a listed pattern', 'dist/', { 'package.json': '{ "files": ["./dist/**"] }' }, 'to "files"'],
    [
      'but it is taken out again',
      'dist/',
      { 'package.json': '{ "files": ["dist", "!**/seatrial.changes.json"] }' },
      undefined,
    ],
    ['but there is no package', '', {}, undefined],
  ])('%s', (_how, place, files, words) => {
    write(files);
    const hint = detectShipping(folder, join(folder, place, 'seatrial.changes.json'));
    expect(hint).toEqual(words === undefined ? undefined : expect.stringContaining(words));
  });
});

describe('built output runs and not the sources', () => {
  const built = 'run();\n//# sourceMappingURL=app.js.map\n';

  it.each<[string, Readonly<Record<string, string>>, string | undefined]>([
    [
      'by the start script',
      { 'package.json': '{ "scripts": { "start": "node dist/app.js" } }', 'dist/app.js': built },
      'dist',
    ],
    ['by main', { 'package.json': '{ "main": "./build/app.js" }', 'build/app.js': built }, 'build'],
    [
      'by exports',
      { 'package.json': '{ "exports": { ".": { "default": "./out/app.mjs" } } }', 'out/app.mjs': built },
      'out',
    ],
    ['but it is not there', { 'package.json': '{ "main": "dist/app.js" }' }, undefined],
    ['but it has no map', { 'package.json': '{ "main": "lib/app.js" }', 'lib/app.js': 'run();\n' }, undefined],
    ['but package.json does not parse', { 'package.json': '{', 'dist/app.js': built }, undefined],
  ])('%s', (_how, files, dist) => {
    write(files);
    expect(detectDist(folder)).toBe(dist);
  });
});
