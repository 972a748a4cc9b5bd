import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { page } from './world.ts';

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
}

/** What a browser loads before anything is shown: the entry, what it imports, and its styles. */
function listFirstView(manifest: Readonly<Record<string, Chunk>>): ReadonlySet<string> {
  const files = new Set<string>();
  const add = ({ file, imports = [], css = [] }: Chunk): void => {
    for (const each of [file, ...css]) files.add(each);
    for (const name of imports) {
      const chunk = manifest[name];
      if (chunk !== undefined && !files.has(chunk.file)) add(chunk);
    }
  };
  for (const chunk of Object.values(manifest)) if (chunk.isEntry === true) add(chunk);
  return files;
}

const toKilobytes = (files: Iterable<string>): number =>
  [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(page, file)), { level: 9 }).length, 0) / 1000;

it('shows its first view after 130 kB of scripts and styles, and 96 kB of fonts', () => {
  const manifest = JSON.parse(readFileSync(join(page, 'manifest.json'), 'utf8')) as Readonly<Record<string, Chunk>>;
  const files = listFirstView(manifest);
  expect(files.size).toBeGreaterThan(1);
  expect(toKilobytes(files)).toBeLessThan(130);
  const fonts = new Set(Object.values(manifest).flatMap(({ file }) => (file.endsWith('.woff2') ? [file] : [])));
  const bytes = [...fonts].reduce((sum, file) => sum + readFileSync(join(page, file)).length, 0);
  expect(fonts.size).toBe(2);
  expect(bytes).toBeLessThan(96_000);
});

it('keeps the theme in a file that is cached for ever, and named by what is in it', () => {
  const html = readFileSync(join(page, 'index.html'), 'utf8');
  const [, path = '', hash = ''] = /src="(\/assets\/theme-([0-9a-f]{8})\.js)"/.exec(html) ?? [];
  const digest = createHash('sha256')
    .update(readFileSync(join(page, path)))
    .digest('hex');
  expect(digest.slice(0, 8)).toBe(hash);
});

it('has no script or style in its HTML, and nothing of anybody else', () => {
  const html = readFileSync(join(page, 'index.html'), 'utf8');
  expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:|data:/);
  expect([...html.matchAll(/<script([^>]*)>([^<]*)<\/script>/g)].map(([, , body]) => body)).toEqual(['', '']);
  expect(html).not.toMatch(/https?:\/\//);
});
