import { fork } from 'node:child_process';
import { summariseAdded } from './added.ts';
import type { VendorRounds } from './flag-vendor-process.ts';
import { evaluations } from './flag-work.ts';
import type { BenchRow } from './row.ts';

/** Differences of differences, and each process another one: few leave an interval as wide as what is measured. */
const processes = 12;

/** A request that asks for one flag again and again, and one that asks for as many as it decides. */
const flagCounts = [1, evaluations];

/** What recording adds to an evaluation of a vendor's SDK, in what a `setAttribute` adds. */
export async function benchVendor(vendor: string): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const count of flagCounts) rows.push(...(await benchFlags(vendor, count)));
  return rows;
}

async function benchFlags(vendor: string, count: number): Promise<readonly BenchRow[]> {
  const measured: VendorRounds[] = [];
  for (let index = 0; index < processes; index += 1) measured.push(await runAlone(vendor, count));
  const rounds = measured.map((each) => each.rounds);
  const { name = vendor, units = [], operations = 1 } = measured[0] ?? {};
  const which = count === 1 ? 'one flag' : `${count} flags`;
  return units.map((unit, index) => {
    const { ratio, upper, addedNano, lackingNano, unitNano } = summariseAdded(rounds, index, operations);
    const detail = `${addedNano.toFixed(0)} ns added to ${lackingNano.toFixed(0)} ns; setAttribute costs ${unitNano.toFixed(0)} ns`;
    return { group: 'flags', name: `${name}, ${which}: what recording adds, ${unit}`, ratio, upper, detail };
  });
}

function runAlone(vendor: string, count: number): Promise<VendorRounds> {
  const child = fork(new URL('flag-vendor-process.ts', import.meta.url), [vendor, String(count)], { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('message', (rounds) => resolve(rounds as VendorRounds));
    child.once('exit', (code) => reject(new Error(`the process of ${vendor} ended with ${code} and no figures`)));
  });
}
