import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findFaults } from '../source/parse.ts';
import { applyEdits, fitProbes, toEdits } from './insert.ts';
import { toProbeFile } from './probe-site.ts';
import type { ProbeFile } from './probe-site.ts';

function read(text: string, path = 'file.js'): ProbeFile {
  const file = toProbeFile(path, text);
  if (typeof file === 'string') throw new Error(file);
  return file;
}

function probe(
  text: string,
  path?: string,
): { readonly text: string; readonly refused: Readonly<Record<string, string>> } {
  const file = read(text, path);
  const wanted = new Map(file.sites.flatMap((site, place) => (site === undefined ? [] : [[place, 'full'] as const])));
  const { kinds, refused } = fitProbes(file, wanted);
  const probes = new Map([...kinds].map(([place, kind]) => [place, { kind, index: place }]));
  const names = [...refused].map(([place, reason]) => [file.functions[place]?.name ?? '', reason]);
  return { text: applyEdits(text, toEdits(file, probes, 'f'.repeat(16), 3)), refused: Object.fromEntries(names) };
}

const bind = (stem: string): string =>
  `const {c:${stem}c,k:${stem}k,s:${stem}s,x:${stem}x,l:${stem}l}=globalThis[Symbol.for("seatrial.probes")]?.open("ffffffffffffffff",3)??{c:new Uint32Array(0),k:new Int32Array(0),s(){return 0},x(){},l(){}};`;

describe('the text that is inserted', () => {
  it('wraps a body, and makes one of an expression', () => {
    expect(probe('const f = (x) => x;\nconst g = () => {};').text).toBe(
      `${bind('__st_')}const f = (x) => {let $st=0;__st_c[1]++;if(--__st_k[1]<0)$st=__st_s(1);try{return(x)}catch($se){__st_x(1,$se);throw $se}finally{if($st!==0)__st_l(1,$st)}};\n` +
        'const g = () => {let $st=0;__st_c[2]++;if(--__st_k[2]<0)$st=__st_s(2);try{}catch($se){__st_x(2,$se);throw $se}finally{if($st!==0)__st_l(2,$st)}};',
    );
  });

  it('comes after the interpreter and the directives, and uses names that the file does not have', () => {
    const { text } = probe('#!/usr/bin/env node\n"use strict"\nlet $st = __st_c;\nconst f = () => { "use strict" };');
    expect(text.split('\n')[1]).toBe(`"use strict";${bind('__st1_')}`);
    expect(text).toContain('{ "use strict";let $st1=0;__st1_c[1]++;');
  });

  it('is nothing where nothing is watched', () => {
    const file = read('const f = () => 1;');
    expect(toEdits(file, new Map(), 'f'.repeat(16), 0)).toEqual([]);
  });

  it.each([
    ['const Symbol = require("./symbol"); const f = () => 1;', 'its file has a "Symbol" of its own'],
    ['import { Int32Array } from "./arrays.js"; const f = () => 1;', 'its file has a "Int32Array" of its own'],
    ['/* seatrial-ignore */\nconst f = () => 1;', 'it is marked by the comment seatrial-ignore'],
    ['// seatrial-ignore: sent to a worker\nexport const f = () => 1;', 'it is marked by the comment seatrial-ignore'],
    ['const f = () => 1; page.evaluate(f);', 'its text is read by evaluate()'],
    ['const f = () => 1; new Worker(`(${f})()`, { eval: true });', 'its text is read by a template'],
    ['const f = () => 1; pool.exec(f, []);', 'its text is read by exec()'],
  ])('is nothing in %j', (text, reason) => {
    expect(probe(text).refused).toEqual({ f: expect.stringContaining(reason) });
  });

  it.each([
    'const f = () => 1; const g = (f) => String(f);',
    'const f = () => 1; query.exec(f);',
    'const f = () => 1; const url = `${f}/path`;',
    'const f = () => 1; // seatrial-ignored is another word',
  ])('is there in %j', (text) => {
    expect(probe(text).refused).toEqual({});
  });

  it('leaves every file of two libraries readable, line for line', () => {
    const root = join(import.meta.dirname, '../../../../node_modules');
    const files = globSync(['fastify/lib/*.js', 'hono/dist/{,utils/,middleware/*/}*.js'], { cwd: root });
    expect(files.length).toBeGreaterThan(80);
    for (const path of files) {
      const before = readFileSync(join(root, path), 'utf8');
      const { text } = probe(before, path);
      expect(findFaults(path, text, 'jsx')).toEqual([]);
      expect(text.split('\n')).toHaveLength(before.split('\n').length);
    }
  });
});
