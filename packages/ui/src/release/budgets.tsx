import type { ReactElement } from 'react';
import type { Verdict } from '@seatrial/trial';
import { Section } from '../parts/section.tsx';
import { formatShare, formatTimes } from '../text/number.ts';

/** How much of what may fail has: a bar to the end of the budget for each arm. */
export function Budgets({ verdict }: { readonly verdict: Verdict }): ReactElement | undefined {
  const budgets = verdict.budgets.filter(({ candidateBurn }) => candidateBurn !== null);
  if (budgets.length === 0) return undefined;
  return (
    <Section title="Budget" note="How often what may fail is used up; the line is exactly all of it.">
      {budgets.map(({ objective, budget, candidateBurn, baselineBurn }) => (
        <div key={objective} className="burn">
          <span className="dim">
            {objective === 'errors' ? 'Failing' : 'Too slow'}, {formatShare(budget)} of requests
          </span>
          <Burn side="candidate" of={candidateBurn} />
          <Burn side="baseline" of={baselineBurn} />
        </div>
      ))}
    </Section>
  );
}

function Burn({ side, of }: { readonly side: 'candidate' | 'baseline'; readonly of: number | null }): ReactElement {
  return (
    <span className="burn-row">
      <span className="burn-bar" aria-hidden>
        <i className={side} style={{ width: `${Math.min(100, (of ?? 0) * 50)}%` }} />
      </span>
      <span className="number">
        {formatTimes(of)} <span className="faint">{side}</span>
      </span>
    </span>
  );
}
