import { fork } from 'node:child_process';
import { summariseAdded } from './added.ts';
import type { VendorRounds } from './flag-vendor-process.ts';
import type { BenchRow } from './row.ts';

/** Differences of differences, and each process another one: few leave an interval as wide as what is measured. */
const processes = 12;

/** What recording adds to an evaluation of a vendor's SDK, in what a `setAttribute` adds. */
export async function benchVendor(vendor: string): Promise<readonly BenchRow[]> {
  const measured: VendorRounds[] = [];
  for (let index = 0; index < processes; index += 1) measured.push(await runAlone(vendor));
  const rounds = measured.map((each) => each.rounds);
  const { name = vendor, units = [], operations = 1 } = measured[0] ?? {};
  return units.map((unit, index) => {
    const { ratio, upper, addedNano, lackingNano, unitNano } = summariseAdded(rounds, index, operations);
    const detail = `${addedNano.toFixed(0)} ns added to ${lackingNano.toFixed(0)} ns; setAttribute costs ${unitNano.toFixed(0)} ns`;
    return { group: 'flags', name: `${name}: what recording adds, ${unit}`, ratio, upper, detail };
  });
}

function runAlone(vendor: string): Promise<VendorRounds> {
  const child = fork(new URL('flag-vendor-process.ts', import.meta.url), [vendor], { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('message', (rounds) => resolve(rounds as VendorRounds));
    child.once('exit', (code) => reject(new Error(`the process of ${vendor} ended with ${code} and no figures`)));
  });
}
