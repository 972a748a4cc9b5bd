import type { ReactElement } from 'react';
import type { EvidenceLevel } from '@seatrial/trial';
export interface ProofProps {
  readonly level: EvidenceLevel;
  /** `worse` or `fine`: what it is evidence for. */
  readonly of: string;
}
/** Evidence as a bar to its threshold, by its logarithm, with the odds in figures. */
export declare function Proof({ level: { logE, needed }, of }: ProofProps): ReactElement;
