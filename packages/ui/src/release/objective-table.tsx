import type { ReactElement } from 'react';
import type { ObjectiveVerdict, Objectives, Verdict } from '@seatrial/trial';
import { Legend } from '../parts/arm.tsx';
import { Chip } from '../parts/chip.tsx';
import { ScrollTable } from '../parts/scroll-table.tsx';
import { Section } from '../parts/section.tsx';
import { Text } from '../parts/text.tsx';
import { formatMs, formatShare, formatSpan, formatTimes } from '../text/number.ts';
import { Interval } from './interval.tsx';
import { Proof } from './proof.tsx';
import { createRatioAxis } from './ratio-axis.ts';
import type { RatioAxis } from './ratio-axis.ts';

/** Each objective drawn one way: both rates, the effect with its interval, the evidence beside its threshold. */
export function ObjectiveTable({ verdict }: { readonly verdict: Verdict }): ReactElement {
  const { candidate, baseline, objectives, settings } = verdict;
  const axis = createRatioAxis(objectives.map(({ effect }) => effect));
  return (
    <Section
      title="Objectives"
      note={`How much worse, with its ${formatShare(1 - settings.alpha)} interval, valid at every look. The shaded side is within the agreed margin.`}
      side={<Legend candidate={candidate.name} baseline={baseline.name} />}
    >
      <ScrollTable label="Objectives, table">
        <table className="table objectives">
          <thead>
            <tr>
              <th>Objective</th>
              <th className="number">Baseline</th>
              <th className="number">Candidate</th>
              <th className="interval-head">
                <span className="unseen">Interval</span>
                <span aria-hidden>
                  {axis.ticks.map(([ratio, text]) => (
                    <span key={text} style={{ left: `${axis.place(ratio)}%` }}>
                      {text}
                    </span>
                  ))}
                </span>
              </th>
              <th className="number">Difference</th>
              <th>Evidence</th>
              <th>Verdict</th>
            </tr>
          </thead>
          <tbody>
            {objectives.map((objective) => (
              <Row key={`${objective.kind} ${objective.route}`} {...{ objective, settings, axis }} />
            ))}
          </tbody>
        </table>
      </ScrollTable>
    </Section>
  );
}

interface RowProps {
  readonly objective: ObjectiveVerdict;
  readonly settings: Objectives;
  readonly axis: RatioAxis;
}

function Row({ objective, settings, axis }: RowProps): ReactElement {
  const { route, candidate, baseline, effect, outcome, regressed, ok, text } = objective;
  const [name, bound] = toName(objective, settings);
  const waiting = toWaiting(objective);
  return (
    <tr>
      <th scope="row" title={text}>
        {name} <span className="faint">{bound}</span>
        {route !== null && (
          <span className="note mono">
            <Text of={route} />
          </span>
        )}
      </th>
      <td className="number dim">{formatShare(baseline.rate)}</td>
      <td className="number">{formatShare(candidate.rate)}</td>
      <td className="interval-cell">
        <Interval {...{ axis, effect, outcome }} margin={toMargin(objective, settings)} />
      </td>
      <td className="number">
        {formatTimes(effect.estimate)}{' '}
        <span className="faint">
          {effect.measure === 'odds-ratio' ? 'odds' : 'time'}
          <span className="note">{formatInterval(objective)}</span>
        </span>
      </td>
      <td className="proofs">
        <Proof level={regressed} of="worse" />
        <Proof level={ok} of="fine" />
      </td>
      <td>
        <Chip of={outcome} />
        {waiting !== '' && <span className="note faint">{waiting}</span>}
      </td>
    </tr>
  );
}

function toName({ kind, route, thresholds }: ObjectiveVerdict, settings: Objectives): readonly [string, string] {
  const own = settings.routes.find((entry) => entry.route === route);
  if (kind === 'errors') {
    const { ceiling } = { ...settings.errors, ...own?.errors };
    return ['Failing', `≤ ${formatShare(ceiling)}`];
  }
  const latency = { ...settings.latency, ...own?.latency };
  if (kind === 'latency-threshold')
    return [`Slower than ${formatMs(latency.threshold?.ms)}`, `≤ ${formatShare(latency.threshold?.budget)}`];
  const slowest = thresholds.reduce<(typeof thresholds)[number] | undefined>(
    (worst, each) => (worst === undefined || each.regressedLogE > worst.regressedLogE ? each : worst),
    undefined,
  );
  const over =
    slowest === undefined || slowest.source === 'objective' ? '' : `, over the p${slowest.source * 100} of before`;
  return ['Slower', `≤ ${formatTimes(latency.factor)}${over}`];
}

function toMargin({ kind, route }: ObjectiveVerdict, settings: Objectives): number {
  const own = settings.routes.find((entry) => entry.route === route);
  return kind === 'errors'
    ? { ...settings.errors, ...own?.errors }.factor
    : { ...settings.latency, ...own?.latency }.factor;
}

function formatInterval({ effect: { lower, upper } }: ObjectiveVerdict): string {
  if (lower === null && upper === null) return 'no interval yet';
  const format = (bound: number | null, open: string): string => (bound === null ? open : formatTimes(bound));
  return `${format(lower, '0')} – ${format(upper, '∞')}`;
}

/** What is missing for a decision. */
function toWaiting({ outcome, forecasts }: ObjectiveVerdict): string {
  if (outcome !== 'undecided') return '';
  const ok = forecasts.find((forecast) => forecast.outcome === 'ok');
  if (ok === undefined) return '';
  if (ok.minutes === null) return 'OK cannot be shown at this traffic';
  return `about ${formatSpan(ok.minutes * 60_000)} more at this traffic`;
}
