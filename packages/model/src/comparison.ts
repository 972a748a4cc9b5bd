import { matchesVersion } from './release-key.ts';
import { formatSelector } from './selector/format.ts';
import { parseSelector } from './selector/parse.ts';
import type { Condition, Intrinsic, Selector } from './selector/selector.ts';

/** What says which requests are compared, by the names of `GET /api/verify`, which are those of the page's addresses. */
export const comparisonNames = [
  'service',
  'candidate',
  'baseline',
  'flag',
  'environment',
  'where',
  'from',
  'to',
  'unit',
  'cohorts',
  'batchSeconds',
  'complete',
  'objectives',
] as const;

/** Of a verdict: who was compared, and in which time. */
export interface Compared {
  readonly service: string;
  readonly environment: string;
  readonly candidate: { readonly selector: string };
  readonly baseline: { readonly selector: string };
  /** ISO 8601; null where nothing was compared. */
  readonly from: string | null;
  readonly to: string | null;
}

/** The requests of both arms as a heat map, by the names of `GET /api/events/heatmap`. */
export interface ArmsHeatmap {
  readonly where: string;
  readonly of: 'requests';
  /** Absent where nothing tells the arms apart. */
  readonly by?: string;
  readonly columns: number;
  readonly rows: number;
  readonly from?: number;
  readonly to?: number;
}

/** By what name events are told apart as the two arms. */
export interface ArmSplit {
  /** As a selector writes it. */
  readonly by: string;
  readonly isCandidate: (value: string) => boolean;
  readonly isBaseline: (value: string) => boolean;
}

/** The name that both selectors ask for a value of; where the baseline is everybody else, it is the candidate's. */
export function toArmSplit({ candidate, baseline }: Pick<Compared, 'candidate' | 'baseline'>): ArmSplit | undefined {
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

/** What was judged, and a time before the candidate came, to be seen beside it. */
export function toArmsHeatmap(compared: Compared, where: string | undefined): ArmsHeatmap {
  const by = toArmSplit(compared)?.by;
  return {
    where: toShared(compared, where),
    of: 'requests',
    ...(by !== undefined && { by }),
    columns: 200,
    rows: 60,
    ...toWindow(compared),
  };
}

function toWindow({ from, to }: Compared): Pick<ArmsHeatmap, 'from' | 'to'> {
  if (from === null || to === null) return {};
  const [start, end] = [Date.parse(from), Date.parse(to)];
  const length = end - start;
  return { from: start - Math.max(length / 3, Math.min(600_000, length)), to: end };
}

/** The selector that means exactly this release. */
export function toReleaseSelector({
  version,
  buildId,
}: {
  readonly version: string;
  readonly buildId: string;
}): string {
  const build = buildId === '' ? [] : [toCondition('build', buildId)];
  return formatSelector([toCondition('version', version), ...build]);
}

/** What both arms have in common: the service, its environment, and what the comparison is narrowed to. */
export function toShared({ service, environment }: Pick<Compared, 'service' | 'environment'>, where?: string): string {
  return formatSelector([
    toCondition('service', service),
    ...(environment === '' ? [] : [toCondition('environment', environment)]),
    ...parse(where ?? ''),
  ]);
}

function toCondition(name: Intrinsic, value: string): Condition {
  return { subject: { kind: 'intrinsic', name }, operator: '=', values: [value] };
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
