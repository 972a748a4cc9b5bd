import { formatShare, formatTime, formatWhole } from '@seatrial/trial';
import type { Effect, ObjectiveVerdict, Outcome, RouteVerdict, Verdict, VerdictArm } from '@seatrial/trial';
import type { Style, Terminal } from '../terminal.ts';
import { formatInterval, formatSparkline, toTopRate } from './bars.ts';
import { formatTable } from './table.ts';
import type { Column } from './table.ts';
import { wrapText } from './wrap.ts';

const mostRoutes = 6;
const mostErrors = 3;
const styles: Readonly<Record<Outcome, Style>> = { ok: 'green', regressed: 'red', undecided: 'yellow' };

/** A verdict on one screen: what it is, why, the numbers, and where to look next. */
export function formatVerdict(verdict: Verdict, terminal: Terminal): string {
  const width = Math.min(terminal.width, 110);
  const [first, ...others] = verdict.reasons;
  const name = verdict.verdict.toUpperCase();
  const headline = verdict.headline.slice(name.length + 2);
  const who =
    first === undefined ? headline : headline.slice(0, headline.length - first.text.length).replace(/\. $/, '');
  const parts = [
    `${terminal.paint('bold', terminal.paint(styles[verdict.verdict], name))}  ${terminal.paint('bold', who)}`,
    ...(first === undefined ? [] : [wrapText(first.text, width)]),
    ...others.slice(0, 4).map(({ text }) => wrapText(`- ${text}`, width, '  ')),
  ];
  if (verdict.functions !== null) parts.push('', wrapText(verdict.functions.text, width, '  '));
  if (verdict.design !== 'none') parts.push('', ...formatNumbers(verdict, terminal));
  const next = verdict.next.map((command) => `  ${command}`);
  return [...parts, ...(next.length === 0 ? [] : ['', 'Look next:', ...next])].join('\n');
}

function formatNumbers(verdict: Verdict, terminal: Terminal): readonly string[] {
  const { errors, routes } = verdict;
  const shown = routes.slice(0, mostRoutes);
  const fresh = errors.filter(({ isNew }) => isNew).slice(0, mostErrors);
  return [
    formatTable(toArmRows(verdict), armColumns, terminal),
    '',
    formatTable(verdict.objectives, objectiveColumns, terminal),
    ...(shown.length === 0 ? [] : ['', formatTable(shown, routeColumns, terminal)]),
    ...(routes.length > shown.length ? [`and ${routes.length - shown.length} routes more`] : []),
    ...(fresh.length === 0 ? [] : ['', ...fresh.map((error) => formatNewError(error))]),
    '',
    ...toFootnotes(verdict).map((text) => terminal.paint('dim', wrapText(text, Math.min(terminal.width, 110)))),
  ];
}

interface ArmRow {
  readonly label: string;
  readonly arm: VerdictArm;
  readonly trend: string;
}

function toArmRows({ candidate, baseline, trend }: Verdict): readonly ArmRow[] {
  const one = { events: trend.candidateErrors, requests: trend.candidateRequests };
  const other = { events: trend.baselineErrors, requests: trend.baselineRequests };
  const top = toTopRate(one, other);
  return [
    { label: 'candidate', arm: candidate, trend: formatSparkline(one.events, one.requests, top) },
    { label: 'baseline', arm: baseline, trend: formatSparkline(other.events, other.requests, top) },
  ];
}

const armColumns: readonly Column<ArmRow>[] = [
  { head: '', value: ({ label }) => label },
  { head: 'release', value: ({ arm }) => arm.name, drop: 1 },
  { head: 'requests', value: ({ arm }) => formatWhole(arm.requests), align: 'right' },
  { head: 'share', value: ({ arm }) => formatShare(arm.trafficShare), align: 'right', drop: 3 },
  { head: 'errors', value: ({ arm }) => formatShare(arm.errorRate), align: 'right' },
  { head: 'p50', value: ({ arm }) => formatTime(arm.p50Ms), align: 'right', drop: 4 },
  { head: 'p95', value: ({ arm }) => formatTime(arm.p95Ms), align: 'right' },
  { head: 'p99', value: ({ arm }) => formatTime(arm.p99Ms), align: 'right', drop: 5 },
  { head: 'errors over time', value: ({ trend }) => trend, drop: 2 },
];

const objectiveColumns: readonly Column<ObjectiveVerdict>[] = [
  {
    head: 'objective',
    value: ({ kind, route }) => (route === null ? kind.replace('-', ' ') : `${kind.replace('-', ' ')} ${route}`),
  },
  { head: '', value: ({ outcome }) => outcome.toUpperCase() },
  { head: 'difference', value: ({ effect }) => formatEffect(effect) },
  { head: '0.1 ×       1        10 ×', value: ({ effect }) => formatInterval(effect), drop: 2 },
  { head: 'for worse', value: ({ regressed }) => formatEvidence(regressed), align: 'right', drop: 1 },
  { head: 'for OK', value: ({ ok }) => formatEvidence(ok), align: 'right', drop: 1 },
];

const routeColumns: readonly Column<RouteVerdict>[] = [
  { head: 'route', value: ({ route }) => route },
  {
    head: '',
    value: ({ outcome, presence }) => (outcome === 'regressed' ? 'REGRESSED' : presence === 'both' ? '' : presence),
  },
  { head: 'candidate', value: ({ candidate }) => formatEvents(candidate), align: 'right' },
  { head: 'baseline', value: ({ baseline }) => formatEvents(baseline), align: 'right' },
  {
    head: 'p95',
    value: ({ candidateP95Ms, baselineP95Ms }) => `${formatTime(candidateP95Ms)} / ${formatTime(baselineP95Ms)}`,
    align: 'right',
    drop: 1,
  },
];

function formatEvents({ requests, rate }: RouteVerdict['candidate']): string {
  return requests === 0 ? 'no request' : `${formatShare(rate)} of ${formatWhole(requests)}`;
}

/** `odds × 10 (3.8 to 31)`; `odds × 17 or more` where the baseline has none. */
function formatEffect({ measure, lower, estimate, upper }: Effect): string {
  const what = measure === 'odds-ratio' ? 'odds' : 'p95';
  if (estimate === null && lower !== null && lower > 0) return `${what} × ${formatFactor(lower)} or more`;
  if (estimate === null) return `${what}: nothing to go by`;
  const between =
    lower === null && upper === null
      ? ''
      : ` (${formatFactor(lower ?? 0)} to ${upper === null ? '∞' : formatFactor(upper)})`;
  return `${what} × ${formatFactor(estimate)}${between}`;
}

function formatFactor(value: number): string {
  if (value === 0) return '0';
  return value >= 9.95 ? value.toFixed(0) : value >= 0.995 ? value.toFixed(1) : value.toFixed(2);
}

/** The e-value beside what it has to reach. */
function formatEvidence({ logE, needed }: ObjectiveVerdict['ok']): string {
  const value = Math.exp(Math.min(logE, 50));
  const shown =
    value >= 10_000 ? '> 9,999' : value >= 9.95 ? formatWhole(value) : value >= 0.01 ? value.toPrecision(2) : '< 0.01';
  return `${shown} of ${formatWhole(Math.exp(needed))}`;
}

function formatNewError({
  fingerprint,
  candidate,
  route,
  unseenProbability,
  traceId,
}: Verdict['errors'][number]): string {
  const chance =
    unseenProbability === null
      ? ''
      : unseenProbability < 0.001
        ? ', by chance below 0.1 %'
        : `, by chance ${formatShare(unseenProbability)}`;
  return `New: ${fingerprint}, ${formatWhole(candidate)} ×${route === '' ? '' : ` on ${route}`}, never in the baseline${chance}  (trace ${traceId.slice(0, 8)})`;
}

function toFootnotes({
  candidate,
  baseline,
  batches,
  batchSeconds,
  from,
  to,
  design,
  control,
  unit,
  budgets,
  mix,
  foldedRoutes,
}: Verdict): readonly string[] {
  const clock = (iso: string | null): string => (iso === null ? '' : iso.slice(0, 16).replace('T', ' '));
  const left = (['warm', 'unfinished', 'shadow'] as const).flatMap((phase) => {
    const [one, other] = [candidate.phases[phase], baseline.phases[phase]];
    if (one + other === 0 || (phase === 'shadow' && design === 'shadow-pairs')) return [];
    return `${formatWhole(one)} + ${formatWhole(other)} ${phase === 'warm' ? 'of young processes' : phase}`;
  });
  const burn = budgets.flatMap(({ objective, budget, candidateBurn, baselineBurn }) =>
    candidateBurn === null
      ? []
      : `${objective === 'errors' ? 'errors' : 'slow requests'} use ${candidateBurn.toFixed(1)} × the budget of ${formatShare(budget)} (baseline ${(baselineBurn ?? 0).toFixed(1)} ×)`,
  );
  const designs: Readonly<Record<Verdict['design'], string>> = {
    concurrent: 'side by side',
    'before-after': `one after the other, with ${control === 'week-before' ? 'the same hours of the week before' : 'the time just before'}`,
    'shadow-pairs': 'mirrored requests beside their originals',
    none: '',
  };
  return [
    `Compared ${designs[design]}, by ${unit}: ${batches} batches of ${batchSeconds} s with requests, ${clock(from)} to ${clock(to)} UTC.${left.length === 0 ? '' : ` Left out: ${left.join(', ')}.`}`,
    ...burn.map((text) => `SLO: ${text}.`),
    ...(mix.distance >= 0.05
      ? [`The mix of routes differs: ${formatShare(mix.distance)} of requests would have to move.`]
      : []),
    ...(foldedRoutes > 0 ? [`${formatWhole(foldedRoutes)} rarer routes are judged as one, (other routes).`] : []),
  ];
}
