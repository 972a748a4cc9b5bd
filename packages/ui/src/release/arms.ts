import { formatSelector, matchesVersion, parseSelector } from '@seatrial/model';
import type { Condition, Selector } from '@seatrial/model';
import type { Verdict } from '@seatrial/trial';

/** By what name events are told apart as the two arms. */
export interface ArmSplit {
  /** As a selector writes it. */
  readonly by: string;
  readonly isCandidate: (value: string) => boolean;
  readonly isBaseline: (value: string) => boolean;
}

/** The name that both selectors ask for a value of; where the baseline is everybody else, it is the candidate's. */
export function toArmSplit({ candidate, baseline }: Pick<Verdict, 'candidate' | 'baseline'>): ArmSplit | undefined {
  const [ones, others] = [parse(candidate.selector), parse(baseline.selector)];
  for (const one of ones) {
    const other = others.find(({ subject }) => subject.name === one.subject.name && subject.kind === one.subject.kind);
    if (other === undefined || one.operator !== '=' || isEqual(one, other)) continue;
    const by = toName(one);
    const isRelease = one.subject.kind === 'intrinsic' && one.subject.name === 'release';
    const matches = ({ values }: Condition, value: string): boolean =>
      values.some((each) => (isRelease ? matchesVersion(value, each) : each === value));
    return {
      by,
      isCandidate: (value) => matches(one, value),
      isBaseline: (value) => (other.operator === '!=' ? !matches(other, value) : matches(other, value)),
    };
  }
  return undefined;
}

/** What both arms have in common: the service, its environment, and what the comparison is narrowed to. */
export function toShared({ service, environment }: Pick<Verdict, 'service' | 'environment'>, where?: string): string {
  return formatSelector([
    toCondition('service', service),
    ...(environment === '' ? [] : [toCondition('environment', environment)]),
    ...parse(where ?? ''),
  ]);
}

function toCondition(name: 'service' | 'environment' | 'route' | 'version', value: string): Condition {
  return { subject: { kind: 'intrinsic', name }, operator: '=', values: [value] };
}

/** Two selectors that must both hold. */
export function joinSelectors(...selectors: readonly string[]): string {
  return selectors.filter((selector) => selector !== '').join(',');
}

function toName({ subject }: Condition): string {
  return formatSelector([{ subject, operator: 'exists', values: [] }]);
}

function parse(selector: string): Selector {
  try {
    return parseSelector(selector);
  } catch {
    // "nothing", where there is no arm.
    return [];
  }
}

function isEqual(one: Condition, other: Condition): boolean {
  return one.operator === other.operator && one.values.join('|') === other.values.join('|');
}
