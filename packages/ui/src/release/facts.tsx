import type { ReactElement, ReactNode } from 'react';
import { Link } from 'wouter';
import type { LedgerCoverage, Verdict, VerdictArm } from '@seatrial/trial';
import { formatCount, formatMs, formatSpan } from '../text/number.ts';
import { formatMoment } from '../text/time.ts';
import type { Comparison } from '../url/comparison.ts';
import { toHref } from '../url/use-url-state.ts';

export interface FactsProps {
  readonly verdict: Verdict;
  readonly comparison: Comparison;
}

/** The figures that a person asks for next. */
export function Facts({ verdict, comparison }: FactsProps): ReactElement {
  const { candidate, baseline } = verdict;
  const left = toLeftOut(candidate);
  return (
    <dl>
      <Fact name={verdict.verdict === 'undecided' ? 'Not decided yet' : 'Decided'}>{toDecided(verdict)}</Fact>
      <Fact name="Requests">
        {formatCount(candidate.requests)} against {formatCount(baseline.requests)}
        {left !== '' && <span className="note faint">{left}</span>}
      </Fact>
      <Fact name="p50, p95, p99">
        <span className="number">
          {formatMs(candidate.p50Ms)}, {formatMs(candidate.p95Ms)}, {formatMs(candidate.p99Ms)}
        </span>
        <span className="note faint">
          against {formatMs(baseline.p50Ms)}, {formatMs(baseline.p95Ms)}, {formatMs(baseline.p99Ms)}
        </span>
      </Fact>
      {verdict.functions !== null && <ChangedFunctions coverage={verdict.functions} comparison={comparison} />}
    </dl>
  );
}

interface ChangedFunctionsProps {
  readonly coverage: LedgerCoverage;
  readonly comparison: Comparison;
}

/** How many of the changed functions have run, a square for each. */
function ChangedFunctions({ coverage, comparison }: ChangedFunctionsProps): ReactElement {
  const { functions, ran } = coverage;
  const { service, candidate } = comparison;
  return (
    <Fact name="Changed functions">
      <Link href={toHref('/functions', { service, candidate })}>
        {formatCount(ran)} of {formatCount(functions)} have run
      </Link>
      <span className="squares" aria-hidden>
        {Array.from({ length: Math.min(24, functions) }, (_, index) => (
          // oxlint-disable-next-line react/no-array-index-key
          <i key={index} data-ran={index < ran} />
        ))}
      </span>
    </Fact>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function toDecided({ verdict, regressedSince, from, batches, batchSeconds, to }: Verdict): string {
  if (regressedSince !== null && from !== null) {
    const after = Date.parse(regressedSince) - Date.parse(from);
    return `at ${formatMoment(Date.parse(regressedSince))}, after ${formatSpan(after)}`;
  }
  if (to === null) return 'no minute with both is over yet';
  const look = `${formatCount(batches)} ${batchSeconds === 60 ? 'minutes' : `batches of ${batchSeconds} s`} compared`;
  return verdict === 'undecided' ? look : `${look}, until ${formatMoment(Date.parse(to))}`;
}

/** What is in no rate, so that nobody looks for it. */
function toLeftOut({ phases }: VerdictArm): string {
  const parts = [
    [phases.warm, 'while its processes were young'],
    [phases.shadow, 'mirrored'],
    [phases.unfinished, 'unfinished'],
  ] as const;
  const words = parts.flatMap(([count, what]) => (count === 0 ? [] : [`${formatCount(count)} ${what}`]));
  return words.length === 0 ? '' : `not counted: ${words.join(', ')}`;
}
