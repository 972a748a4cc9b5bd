import { createHash } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlannedFile, PlannedFunction, ProbePlan, ReleaseManifest } from '@seatrial/model';
import { formatReleaseManifest } from '@seatrial/model';
import { toFileDigest } from '../../packages/changes/src/plan/file-digest.ts';

const planId = '0123456789abcdef';

const opening = (file: number): string =>
  `const {c:__st_c,k:__st_k,s:__st_s,x:__st_x,l:__st_l}=globalThis[Symbol.for("seatrial.probes")]?.open("${planId}",${file})` +
  '??{c:new Uint32Array(0),k:new Int32Array(0),s(){return 0},x(){},l(){}};';
const enter = (index: number): string =>
  `let $st=0;__st_c[${index}]++;if(--__st_k[${index}]<0)$st=__st_s(${index});try{`;
const leave = (index: number): string =>
  `}catch($se){__st_x(${index},$se);throw $se}finally{if($st!==0)__st_l(${index},$st)}`;
const marks = /\/\*(full|count|old) (\S+)\*\/|\/\*end\*\//g;

// A plan as "seatrial build" writes it, made by hand. A comment "full NAME" opens the body of a changed function, "old NAME"
// and "count NAME" that of one that did not change; a comment "end" closes it.
function createHandPlan(folder: string, paths: readonly string[]): ProbePlan {
  const functions: PlannedFunction[] = [];
  const files = paths.map((path, file): PlannedFile => {
    const bytes = readFileSync(join(folder, path));
    const text = bytes.toString();
    const edits: (readonly [number, string])[] = [[text.startsWith('#!') ? text.indexOf('\n') + 1 : 0, opening(file)]];
    const open: (number | undefined)[] = [];
    const inside: number[] = [];
    for (const match of text.matchAll(marks)) {
      const [mark, kind, name = ''] = match;
      if (kind === undefined) {
        const index = open.pop();
        if (index !== undefined) edits.push([match.index, leave(index)]);
        continue;
      }
      const index = functions.length;
      inside.push(index);
      functions.push({
        id: createHash('sha256').update(`${path} ${name}`).digest('hex').slice(0, 12),
        name,
        file: path,
        probe: kind === 'count' ? 'count' : 'full',
        changed: kind === 'full',
      });
      edits.push([match.index + mark.length, kind === 'count' ? `__st_c[${index}]++;` : enter(index)]);
      open.push(kind === 'count' ? undefined : index);
    }
    return { path, ...toFileDigest(bytes), edits, functions: inside };
  });
  return { id: planId, functions, files };
}

/** Writes `seatrial.release.json` with a plan, as only its owner may write it. */
export function writeHandPlan(
  folder: string,
  paths: readonly string[],
  change: (plan: ProbePlan) => object = (plan) => plan,
): void {
  const manifest: ReleaseManifest = {
    schema: 1,
    createdAt: '2026-11-28T12:00:00.000Z',
    createdBy: '0.1.0',
    release: { service: 'checkout', version: '1.4.2-g3f2c1a9', buildId: '18234', deploymentId: 'd-7', ring: 'canary' },
    sources: {},
    dirty: false,
    plan: change(createHandPlan(folder, paths)) as ProbePlan,
  };
  const path = join(folder, 'seatrial.release.json');
  writeFileSync(path, formatReleaseManifest(manifest));
  chmodSync(path, 0o644);
}
