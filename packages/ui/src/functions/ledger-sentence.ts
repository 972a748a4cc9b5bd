import type { Ledger } from '@seatrial/trial';
import { formatCount, formatMany } from '../text/number.ts';

/** What the ledger comes to: first what has not run. */
export function toLedgerSentence({ coverage, rows, processes }: Ledger): {
  readonly title: string;
  readonly detail: string;
} {
  const { functions, ran, notRun, notLoaded, unverifiable, loadedNotRun } = coverage;
  const missing = functions - ran;
  const failing = rows.filter(({ errors }) => errors > 0).length;
  const title =
    missing === 0
      ? `All ${formatMany(functions, 'function')} that changed ${functions === 1 ? 'has' : 'have'} run`
      : `${formatCount(missing)} of ${formatMany(functions, 'function')} that changed ${missing === 1 ? 'has' : 'have'} not run yet`;
  const first = rows.find(({ status }) => status !== 'ran');
  const parts = [
    ...(first === undefined ? [] : [`${first.name}: ${first.reason}`]),
    ...(missing > 1
      ? [
          [
            [notRun, 'not run though requests came'],
            [loadedNotRun, 'loaded, and no request came yet'],
            [notLoaded, 'in files that nobody loaded'],
            [unverifiable, 'that nobody can tell about'],
          ]
            .flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`]))
            .join(', ') + '.',
        ]
      : []),
    ...(failing > 0 ? [`${formatMany(failing, 'function')} threw.`] : []),
    `${formatMany(processes, 'process', 'processes')} told of them.`,
  ];
  return { title, detail: parts.join(' ') };
}
