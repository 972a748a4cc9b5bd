import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PlannedFunction, ProbePlan } from '@seatrial/model';
import { toFileDigest } from '../../packages/changes/src/plan/file-digest.ts';

/** Functions of some nanoseconds, plain and with each kind of probe, in modules of their own as they are in a program. */
export interface BenchFunctions {
  small(value: number): number;
  wait(value: number): Promise<number>;
}

const text = `export function small(value) {
  let hash = value | 0;
  for (let round = 0; round < 8; round += 1) hash = Math.imul(hash ^ (hash >>> 13), 0x5bd1e995);
  return hash;
}
export async function wait(value) {
  await undefined;
  return value + 1;
}
`;

const kinds = ['plain', 'count', 'errors', 'full'] as const;
type Kind = (typeof kinds)[number];

const planId = 'ffffffffffffffff';

/** Writes the modules and the plan; what "errors" inserts is the full probe without its clock, to see what that costs. */
export function writeBenchFunctions(folder: string): ProbePlan {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const functions: PlannedFunction[] = [];
  const files = kinds.map((kind, file) => {
    writeFileSync(join(folder, `${kind}.js`), text);
    const edits: (readonly [number, string])[] = [];
    const inside: number[] = [];
    if (kind !== 'plain') edits.push([0, toPrologue(file)]);
    for (const [place, name] of kind === 'plain' ? [] : ['small', 'wait'].entries()) {
      const index = functions.length;
      inside.push(index);
      functions.push({
        id: `${kind === 'count' ? 'c' : 'f'}${String(index).padStart(11, '0')}`,
        name: `${kind} ${name}`,
        file: `${kind}.js`,
        probe: kind === 'count' ? 'count' : 'full',
        changed: kind !== 'count',
      });
      const enter = text.indexOf('{', text.indexOf(`function ${name}`)) + 1;
      const leave = place === 0 ? text.indexOf('}\nexport') : text.lastIndexOf('}');
      edits.push([enter, toEnter(kind, index)]);
      if (kind !== 'count') edits.push([leave, toLeave(kind, index)]);
    }
    return { path: `${kind}.js`, ...toFileDigest(Buffer.from(text)), edits, functions: inside };
  });
  return { id: planId, functions, files };
}

export async function loadBenchFunctions(folder: string, kind: Kind): Promise<BenchFunctions> {
  return (await import(pathToFileURL(join(realpathSync(folder), `${kind}.js`)).href)) as BenchFunctions;
}

function toPrologue(file: number): string {
  return (
    `const {c:__st_c,k:__st_k,s:__st_s,x:__st_x,l:__st_l}=globalThis[Symbol.for("seatrial.probes")]?.open("${planId}",${file})` +
    '??{c:new Uint32Array(0),k:new Int32Array(0),s(){return 0},x(){},l(){}};'
  );
}

function toEnter(kind: Kind, index: number): string {
  const count = `__st_c[${index}]++;`;
  if (kind === 'count') return count;
  return kind === 'errors' ? `${count}try{` : `let $st=0;${count}if(--__st_k[${index}]<0)$st=__st_s(${index});try{`;
}

function toLeave(kind: Kind, index: number): string {
  const noted = `}catch($se){__st_x(${index},$se);throw $se}`;
  return kind === 'errors' ? noted : `${noted}finally{if($st!==0)__st_l(${index},$st)}`;
}
