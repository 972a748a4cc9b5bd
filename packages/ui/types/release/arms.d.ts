import type { Condition } from '@seatrial/model';
import type { Verdict } from '@seatrial/trial';
/** By what name events are told apart as the two arms. */
export interface ArmSplit {
  /** As a selector writes it. */
  readonly by: string;
  readonly isCandidate: (value: string) => boolean;
  readonly isBaseline: (value: string) => boolean;
}
/** The name that both selectors ask for a value of; where the baseline is everybody else, it is the candidate's. */
export declare function toArmSplit({
  candidate,
  baseline,
}: Pick<Verdict, 'candidate' | 'baseline'>): ArmSplit | undefined;
/** What both arms have in common: the service, its environment, and what the comparison is narrowed to. */
export declare function toShared(
  { service, environment }: Pick<Verdict, 'service' | 'environment'>,
  where?: string,
): string;
export declare function toCondition(name: 'service' | 'environment' | 'route' | 'version', value: string): Condition;
/** Two selectors that must both hold. */
export declare function joinSelectors(...selectors: readonly string[]): string;
