import { formatShare, formatTime, formatWhole } from '@seatrial/trial';
import type { RouteExplanation } from '@seatrial/trial';
import type { Terminal } from '../terminal.ts';
import { formatTable } from './table.ts';
import type { Column } from './table.ts';

const mostRows = 40;
type Row = RouteExplanation['strata'][number];

/** The counts, strata and e-values behind one route. */
export function formatRouteExplanation(explanation: RouteExplanation, terminal: Terminal): string {
  const { route, strata, errors, thresholdsMs, frozenAt } = explanation;
  const shown = strata.slice(-mostRows);
  const frozen =
    frozenAt === null
      ? 'No threshold is frozen: the baseline had too few requests.'
      : `Slow is above ${thresholdsMs.map((ms) => formatTime(ms)).join(', ')}, frozen with the batch of ${frozenAt.slice(0, 19).replace('T', ' ')} UTC.`;
  const components = errors.components.map(
    ({ alternative, logRatio, logWeight }) =>
      `  × ${alternative.toFixed(2)}  e^${logRatio.toFixed(2)}, weight ${Math.exp(logWeight).toFixed(3)}`,
  );
  return [
    terminal.paint('bold', route),
    frozen,
    ...(strata.length > shown.length ? [`The last ${shown.length} of ${strata.length} strata:`] : []),
    '',
    formatTable(shown, columns, terminal),
    '',
    `Evidence for more errors, each odds ratio against ${errors.oddsRatio.toFixed(2)}:`,
    ...components,
  ].join('\n');
}

const columns: readonly Column<Row>[] = [
  { head: 'batch (UTC)', value: ({ batch }) => batch.slice(0, 19).replace('T', ' ') },
  { head: 'cohort', value: ({ cohort }) => cohort, drop: 3 },
  { head: 'candidate', value: ({ candidate }) => formatCounts(candidate), align: 'right' },
  { head: 'baseline', value: ({ baseline }) => formatCounts(baseline), align: 'right' },
  {
    head: 'slow (candidate)',
    value: ({ candidate }) => candidate.above.map(formatWhole).join(' '),
    align: 'right',
    drop: 2,
  },
  {
    head: 'slow (baseline)',
    value: ({ baseline }) => baseline.above.map(formatWhole).join(' '),
    align: 'right',
    drop: 2,
  },
  { head: 'ln E errors', value: ({ errorsLogE }) => errorsLogE.toFixed(2), align: 'right' },
  { head: 'ln E slower', value: ({ slowerLogE }) => slowerLogE.toFixed(2), align: 'right', drop: 1 },
];

function formatCounts({ requests, errors }: Row['candidate']): string {
  return requests === 0
    ? '–'
    : `${formatWhole(errors)} of ${formatWhole(requests)} (${formatShare(errors / requests)})`;
}
