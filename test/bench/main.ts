import { fork } from 'node:child_process';
import Table from 'cli-table3';
import { benches } from './benches.ts';
import type { BenchRow } from './row.ts';

// Ratios are of CPU time within one run, in pairs whose order is drawn; "at most" is the upper end of a 95 % bootstrap interval.
// Figures a second depend on the machine and are printed for orientation only.
const wanted = process.argv.slice(2);
const known = Object.keys(benches);
const unknown = wanted.find((name) => !known.includes(name));
if (unknown !== undefined) {
  console.error(`There is no benchmark "${unknown}". There are: ${known.join(', ')}.`);
  process.exit(64);
}
const table = new Table({ head: ['bench', 'what', 'ratio', 'at most', 'detail'], style: { head: [], border: [] } });
for (const name of known.filter((each) => wanted.length === 0 || wanted.includes(each)))
  for (const row of await runAlone(name))
    table.push([row.group, row.name, row.ratio?.toFixed(2) ?? '', row.upper?.toFixed(2) ?? '', row.detail]);
console.log(table.toString());

/** In one process a benchmark would measure the heap that others left: a span then costs once this, once double. */
function runAlone(name: string): Promise<readonly BenchRow[]> {
  const child = fork(new URL('one.ts', import.meta.url), [name], { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('message', (rows) => resolve(rows as readonly BenchRow[]));
    child.once('exit', (code) => reject(new Error(`the benchmark "${name}" ended with ${code} and no figures`)));
  });
}
