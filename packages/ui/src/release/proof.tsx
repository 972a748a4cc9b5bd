import type { ReactElement } from 'react';
import type { EvidenceLevel } from '@seatrial/trial';
import { formatOdds } from '../text/number.ts';

export interface ProofProps {
  readonly level: EvidenceLevel;
  /** `worse` or `fine`: what it is evidence for. */
  readonly of: string;
}

/** Evidence as a bar to its threshold, by its logarithm, with the odds in figures. */
export function Proof({ level: { logE, needed }, of }: ProofProps): ReactElement {
  const share = Math.max(0, Math.min(1, logE / (needed * 1.5)));
  const reached = logE >= needed;
  return (
    <span className="proof" title={`Evidence that it is ${of}: ${formatOdds(logE)}; needed: ${formatOdds(needed)}`}>
      <span className="proof-word">{of}</span>
      <span className="proof-bar" data-reached={reached} aria-hidden>
        <i style={{ width: `${share * 100}%` }} />
      </span>
      <span className="number">{formatOdds(logE)}</span>
      <span className="unseen">{reached ? ', enough' : `, of ${formatOdds(needed)} needed`}</span>
    </span>
  );
}
