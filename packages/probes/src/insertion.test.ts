import { createHash } from 'node:crypto';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toResidue } from '@seatrial/model';
import type { PlannedFile } from '@seatrial/model';
import { Insertion } from './insertion.ts';

const id = '0123456789abcdef';
let root: string;
let refused: (readonly [number, string])[];

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'seatrial-insertion-')));
  refused = [];
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function plan(path: string, text: string, change: Partial<PlannedFile> = {}): PlannedFile {
  const bytes = Buffer.from(text);
  writeFileSync(join(root, path), bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const edits = [[6, '/*probe*/']] as const;
  return { path, size: bytes.length, residue: toResidue(bytes), sha256, edits, functions: [], ...change };
}

function insertInto(...files: readonly PlannedFile[]): Insertion {
  const refuse = (file: number, why: string): unknown => refused.push([file, why]);
  return new Insertion({ plan: { id, functions: [], files }, root, refuse });
}

describe('an insertion', () => {
  const text = 'const price = 12;\n';
  const probed = 'const /*probe*/price = 12;\n';

  it('knows its files by path and by URL, and no other', () => {
    const insertion = insertInto(plan('a b%é.js', text), plan('c.js', text));
    const url = pathToFileURL(join(root, 'a b%é.js')).href;
    expect([insertion.findUrl(url), insertion.findPath(join(root, 'a b%é.js'))]).toEqual([0, 0]);
    expect([insertion.findUrl(pathToFileURL(join(root, 'c.js')).href), insertion.findPath(join(root, 'c.js'))]).toEqual(
      [1, 1],
    );
    for (const other of [pathToFileURL(`${root}2/c.js`).href, `${url}x`, 'node:fs', 'data:text/javascript,1'])
      expect(insertion.findUrl(other)).toBeUndefined();
    expect(insertion.findPath(join(root, 'sub/c.js'))).toBeUndefined();
  });

  it('takes what a loader has, bytes or text, and what the disk has where that has nothing', () => {
    const insertion = insertInto(plan('a.js', text));
    for (const given of [Buffer.from(text), text, undefined]) expect(insertion.insert(0, given)).toBe(probed);
    insertion.checkHashes();
    expect(refused).toEqual([]);
  });

  it('takes a byte order mark off, on the disk and where Node.js has done so', () => {
    const marked = insertInto(plan('a.js', `\uFEFF${text}`, { edits: [[7, '/*probe*/']] }));
    for (const given of [Buffer.from(`\uFEFF${text}`), text, undefined]) expect(marked.insert(0, given)).toBe(probed);
    expect(refused).toEqual([]);
  });

  it('leaves alone what differs in size or bytes, was changed by a loader, or is shorter than its plan says', () => {
    const files = [
      plan('size.js', text, { size: 17 }),
      plan('bytes.js', text, { residue: '0'.repeat(16) }),
      plan('loader.js', text),
      plan('offset.js', text, { edits: [[99, '/*probe*/']] }),
    ];
    const insertion = insertInto(...files);
    for (const index of files.keys())
      expect(insertion.insert(index, index === 2 ? 'const price = 13;\n' : undefined)).toBeUndefined();
    expect(insertion.insert(2, 'a text of its own', true)).toBeUndefined();
    expect(refused).toEqual([
      [0, 'hash'],
      [1, 'hash'],
      [2, 'loader'],
      [3, 'offset'],
    ]);
  });

  it('sees by its hash, later, what passed by its residue', () => {
    const insertion = insertInto(plan('a.js', text), plan('b.js', text, { sha256: 'f'.repeat(64) }));
    expect([insertion.insert(0, text), insertion.insert(1, text), refused]).toEqual([probed, probed, []]);
    insertion.checkHashes();
    insertion.checkHashes();
    expect(refused).toEqual([[1, 'late']]);
  });

  it('looks at hashes at once beyond a MiB of files, and after they have been looked at', () => {
    const large = `const price = 12; //${'x'.repeat(2 ** 19)}`;
    const other = { sha256: 'f'.repeat(64) };
    const files = [plan('a.js', large), plan('b.js', large, other), plan('c.js', text), plan('d.js', text, other)];
    const insertion = insertInto(...files);
    expect(insertion.insert(0, large)).toContain('/*probe*/');
    expect(insertion.insert(1, large)).toBeUndefined();
    expect(insertion.insert(2, text)).toBe(probed);
    insertion.checkHashes();
    expect(insertion.insert(2, text)).toBe(probed);
    expect(insertion.insert(3, text)).toBeUndefined();
    expect(refused).toEqual([
      [1, 'hash'],
      [3, 'hash'],
    ]);
  });

  it('leaves alone a text that holds the probes', () => {
    const written = `globalThis[Symbol.for("seatrial.probes")]?.open("${id}",0);\n`;
    const insertion = insertInto(plan('a.js', written, { edits: [], sha256: 'f'.repeat(64) }));
    expect([insertion.insert(0, undefined), insertion.insert(0, written), refused]).toEqual([undefined, undefined, []]);
  });
});
