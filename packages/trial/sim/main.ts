import Table from 'cli-table3';
import { simulateErrors } from '../../stats/sim/errors.ts';
import { simulateIntervals } from '../../stats/sim/intervals.ts';
import { simulateLatency } from '../../stats/sim/latency.ts';
import { simulateRobustness } from '../../stats/sim/robustness.ts';
import type { Row } from '../../stats/sim/runs.ts';
import { simulateRoutes } from '../../stats/sim/routes.ts';
import { simulateTime } from '../../stats/sim/time.ts';
import { simulateVerdict } from '../../stats/sim/verdict.ts';
import { simulateExplain } from './explained.ts';
import { simulateJudge } from './judged.ts';

// `npm run sim [errors|intervals|latency|verdict|judge|routes|robustness|time|explain …] [--scale=0.1]`: fixed seeds, so that a table is the same in every run.
const words = process.argv.slice(2);
const scale = Number(words.find((word) => word.startsWith('--scale='))?.slice('--scale='.length) ?? 1);
const wanted = words.filter((word) => !word.startsWith('--'));
const simulations = {
  errors: simulateErrors,
  intervals: simulateIntervals,
  latency: simulateLatency,
  verdict: simulateVerdict,
  judge: simulateJudge,
  routes: simulateRoutes,
  robustness: simulateRobustness,
  time: simulateTime,
  explain: simulateExplain,
};
const unknown = wanted.find((word) => !Object.hasOwn(simulations, word));
if (unknown !== undefined)
  throw new RangeError(
    `There is no simulation ${unknown}; name ${Object.keys(simulations).join(', ')}, or none for all.`,
  );

function print(rows: readonly Row[]): void {
  for (const table of new Set(rows.map((row) => row.table))) {
    const printed = new Table({ head: ['what', 'measured', 'goal', 'reached'], style: { head: [], border: [] } });
    for (const { what, values, goal, reached } of rows.filter((row) => row.table === table)) {
      const measured = values
        .map(([name, value]) => `${name} ${Number.isInteger(value) ? value : value.toFixed(3)}`)
        .join(', ');
      printed.push([what, measured, goal, reached === undefined ? '' : reached ? 'yes' : 'NO']);
    }
    console.log(`\n${table}\n${printed.toString()}`);
  }
}

for (const [name, simulate] of Object.entries(simulations))
  if (wanted.length === 0 || wanted.includes(name)) print(await simulate(scale));
