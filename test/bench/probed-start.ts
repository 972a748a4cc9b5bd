import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseReleaseManifest } from '@seatrial/model';
import { applyEdits } from '../../packages/changes/src/plan/insert.ts';
import { writeHandPlan } from '../process/hand-plan.ts';
import { comparePairs, median } from './paired.ts';
import type { BenchRow } from './row.ts';
import { runTimed } from './start-up.ts';

const rounds = 40;
const files = 10;
const changedInFile = 5;
const othersInFile = 15;

/**
 * CPU time that a plan of 50 functions in ten files of 5 kB adds to the start of a service, of what bare Node.js needs. The same
 * twice: a program of nothing else, and one that has loaded cryptography, as most that serve or store have. Beside it what
 * the inserted text alone adds, where it stands in the files and nothing reads a plan: no way of applying one costs less.
 */
export async function benchProbedStart(): Promise<readonly BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-bench-start-'));
  try {
    writeProgram(folder);
    const off = { SEATRIAL_EXIT_WAIT_MS: '0', SEATRIAL_PROBES: 'off' };
    const on = { SEATRIAL_EXIT_WAIT_MS: '0' };
    const auto = ['--import', '@seatrial/register/auto'];
    const runs = {
      bare: (): Promise<number> => runTimed(['empty.js'], off, folder),
      off: (): Promise<number> => runTimed([...auto, 'main.js'], off, folder),
      on: (): Promise<number> => runTimed([...auto, 'main.js'], on, folder),
      offCrypto: (): Promise<number> => runTimed([...auto, 'crypto.js'], off, folder),
      plain: (): Promise<number> => runTimed(['main.js'], off, folder),
      written: (): Promise<number> => runTimed(['written/main.js'], off, folder),
      onCrypto: (): Promise<number> => runTimed([...auto, 'crypto.js'], on, folder),
    };
    const names = Object.keys(runs) as (keyof typeof runs)[];
    const times = new Map(names.map((name) => [name, [] as number[]]));
    for (const name of names) await runs[name]();
    for (let round = 0; round < rounds; round += 1)
      for (const name of round % 2 === 0 ? names : names.toReversed()) times.get(name)?.push(await runs[name]());
    const of = (name: keyof typeof runs): readonly number[] => times.get(name) ?? [];
    const toRow = (name: string, having: readonly number[], lacking: readonly number[]): BenchRow => {
      const added = having.map((time, index) => time - (lacking[index] ?? Number.NaN));
      const detail = `${median(added).toFixed(1)} ms of ${median(of('bare')).toFixed(0)} ms CPU`;
      return { group: 'probes-start', name, ...comparePairs(added, of('bare')), detail };
    };
    return [
      toRow('a plan of 50 functions, of a bare start (goal: at most 0.01)', of('on'), of('off')),
      toRow('the same in a program that uses cryptography', of('onCrypto'), of('offCrypto')),
      toRow('the inserted text alone, written into the files', of('written'), of('plain')),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeProgram(folder: string): void {
  symlinkSync(join(import.meta.dirname, '../../node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{ "name": "bench", "version": "1.0.0", "type": "module" }');
  writeFileSync(join(folder, 'empty.js'), '');
  const names = Array.from({ length: files }, (_each, file) => `file${file}.js`);
  for (const [file, name] of names.entries()) writeFileSync(join(folder, name), toText(file));
  const main = names.map((name, file) => `import { f0 as f${file} } from './${name}';\nf${file}(3);\n`).join('');
  writeFileSync(join(folder, 'main.js'), main);
  writeFileSync(join(folder, 'crypto.js'), `import 'node:crypto';\nawait import('./main.js');\n`);
  writeHandPlan(folder, names);
  const { plan } = parseReleaseManifest(readFileSync(join(folder, 'seatrial.release.json'), 'utf8'));
  mkdirSync(join(folder, 'written'));
  writeFileSync(join(folder, 'written/main.js'), main);
  for (const { path, edits } of plan?.files ?? []) {
    const text = readFileSync(join(folder, path), 'utf8');
    writeFileSync(join(folder, 'written', path), applyEdits(text, edits));
  }
}

function toText(file: number): string {
  return Array.from({ length: changedInFile + othersInFile }, (_each, index) => {
    const [open, close] = index < changedInFile ? [`/*full f${file}.${index}*/`, '/*end*/'] : ['', ''];
    return `export function f${index}(value) { ${open}
  const list = [];
  for (let item = 0; item < value; item += 1) list.push({ item, name: 'item ' + item, total: item * ${index} });
  return list.filter((each) => each.total > 3).map((each) => each.name).join(', ');
${close}}
`;
  }).join('');
}
