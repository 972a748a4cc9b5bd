import { describe, expect, it } from 'vitest';
import { parseProbePlan } from './parse-plan.ts';
import type { ProbePlan } from './probe-plan.ts';
import { createProbeTextCheck } from './probe-text.ts';

const opening =
  'const {c:__st_c,k:__st_k,s:__st_s,x:__st_x,l:__st_l}=globalThis[Symbol.for("seatrial.probes")]?.open("0123456789abcdef",0)' +
  '??{c:new Uint32Array(0),k:new Int32Array(0),s(){return 0},x(){},l(){}};';
const plan: ProbePlan = {
  id: '0123456789abcdef',
  functions: [{ id: '0123456789ab', name: 'total', file: 'src/a.ts', probe: 'full', changed: true }],
  files: [
    {
      path: 'dist/a.js',
      size: 40,
      residue: 'b'.repeat(16),
      sha256: 'a'.repeat(64),
      functions: [0],
      map: '{}',
      edits: [
        [0, opening],
        [9, '__st_c[0]++;'],
      ],
    },
  ],
};

describe('parseProbePlan', () => {
  it('reads a plan and keeps out what it does not know', () => {
    expect(parseProbePlan({ ...plan, author: 'bob' }, 'x')).toEqual(plan);
    const unverifiable = { ...plan, functions: [{ ...plan.functions[0], unverifiable: 'no file holds it' }] };
    expect(parseProbePlan(unverifiable, 'x')).toEqual(unverifiable);
  });

  it.each<readonly [object, string]>([
    [{ id: 'x' }, 'plan.id'],
    [{ functions: {} }, 'plan.functions is not a list'],
    [{ functions: [{ ...plan.functions[0], probe: 'all' }] }, 'plan.functions[0].probe'],
    [{ functions: [{ ...plan.functions[0], changed: 'yes' }] }, 'plan.functions[0].changed'],
    [{ functions: [{ ...plan.functions[0], name: '' }] }, 'plan.functions[0].name'],
    [{ functions: Array.from({ length: 50_001 }, () => plan.functions[0]) }, 'at most 50000'],
    [{ files: [{ ...plan.files[0], path: 'a/../../b.js' }] }, 'leads out'],
    [{ files: [{ ...plan.files[0], path: 'C:/b.js' }] }, 'leads out'],
    [{ files: [{ ...plan.files[0], path: '..\\b.js' }] }, 'leads out'],
    [{ files: [{ ...plan.files[0], edits: [[-1, opening]] }] }, 'pair of offset and text'],
    [{ files: [{ ...plan.files[0], edits: [[0, opening, 1]] }] }, 'at most 2'],
    [{ files: [{ ...plan.files[0], edits: [[0, 'x'.repeat(2000)]] }] }, 'at most 1000'],
    [{ files: [{ ...plan.files[0], size: '40' }] }, 'plan.files[0].size'],
    [{ files: [{ ...plan.files[0], residue: 'b' }] }, 'plan.files[0].residue'],
    [{ files: [{ ...plan.files[0], map: {} }] }, 'plan.files[0].map'],
  ])('refuses what does not fit: %#', (change, reason) => {
    expect(() => parseProbePlan({ ...plan, ...change }, 'app/seatrial.release.json')).toThrow(reason);
    expect(() => parseProbePlan({ ...plan, ...change }, 'app/seatrial.release.json')).toThrow(
      /^app\/seatrial\.release\.json: .*npx seatrial build --from/,
    );
  });
});

describe('createProbeTextCheck', () => {
  const isProbeText = createProbeTextCheck(plan.id);

  it.each([
    opening,
    `;${opening}`,
    `${opening}function __st_e(i){const h=globalThis[Symbol.for("seatrial.probes")]?.open("0123456789abcdef",0);if(h!==void 0)h.c[i]++}`,
    'let $st=0;__st_c[17]++;if(--__st_k[17]<0)$st=__st_s(17);try{',
    'try{__st_c[3]++;}catch{__st_e(3)}',
    '{__st2_c[4]++;return(',
    ')}',
    '}catch($se){__st_x(17,$se);throw $se}finally{if($st!==0)__st_l(17,$st)}',
    ')}catch($se){try{__st_x(17,$se)}catch{};throw $se}finally{if($st!==0)__st_l(17,$st)}}',
  ])('knows %s', (text) => {
    expect(isProbeText(text)).toBe(true);
  });

  it.each([
    'process.exit(9);',
    `${opening}fetch("https://example.org")`,
    opening.replace('seatrial.probes', 'x'),
    opening.replace('return 0', 'return fetch()'),
    'let $st=0;__st_c[evil()]++;try{',
    '}catch($se){__st_x(17,steal($se));throw $se}finally{if($st!==0)__st_l(17,$st)}',
    'while(1){}',
    opening.replace(plan.id, 'fedcba9876543210'),
    '__st_c[#]++;',
    '__st_c[@]++;',
    '__st_c[3]++;\n',
    '__stx_c[3]++;',
    '$st4()',
  ])('knows nothing else: %s', (text) => {
    expect(isProbeText(text)).toBe(false);
  });
});
