import { comparisonNames, toArmsHeatmap, toNewestReleases, toReleaseSelector } from '@seatrial/model';
import type { SeenRelease } from '@seatrial/model';
import type { VerdictHistory } from '@seatrial/trial';

/** What the API answered to a path, parsed; undefined where that is not known. */
export type Known = (path: string) => unknown;

/** Releases whose verdicts are shown in the table of all services. */
const mostVerdicts = 8;

/**
 * The questions of the API that a view asks before it is useful, as paths; some are known only once others are answered.
 * @param address path and query of the view
 */
export function toFirstQuestions(address: string, known: Known): readonly string[] {
  const { pathname, searchParams } = new URL(address, 'http://page');
  if (pathname === '/') return toReleasesQuestions(searchParams, known);
  return pathname === '/release' ? toReleaseQuestions(searchParams, known) : [];
}

/** The same question whatever the order of its parameters. */
export function toAnswerPath(path: string, query: object = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== null && value !== '') parameters.set(name, String(value));
  parameters.sort();
  return parameters.size === 0 ? path : `${path}?${parameters.toString()}`;
}

function toReleasesQuestions(view: URLSearchParams, known: Known): readonly string[] {
  const [from, to] = [view.get('from'), view.get('to')];
  const releases = toAnswerPath('/api/releases', { from, to });
  const rows = known(releases) as readonly SeenRelease[] | undefined;
  const judged = toNewestReleases(rows ?? []).filter(({ hasOther }) => hasOther);
  return [
    releases,
    toAnswerPath('/api/deploys', { from }),
    toAnswerPath('/api/traffic', { from, to }),
    ...judged
      .slice(0, mostVerdicts)
      .map((release) =>
        toAnswerPath('/api/verify', { service: release.service, candidate: toReleaseSelector(release) }),
      ),
  ];
}

function toReleaseQuestions(view: URLSearchParams, known: Known): readonly string[] {
  const asked = Object.fromEntries(comparisonNames.map((name) => [name, view.get(name)]));
  if (asked['service']) return toComparisonQuestions(asked, known);
  const rows = known('/api/releases') as readonly SeenRelease[] | undefined;
  const newest = toNewestReleases(rows ?? []);
  const service = (newest.find(({ hasOther }) => hasOther) ?? newest[0])?.service;
  return ['/api/releases', ...(service === undefined ? [] : toComparisonQuestions({ ...asked, service }, known))];
}

function toComparisonQuestions(asked: Readonly<Record<string, string | null>>, known: Known): readonly string[] {
  const history = toAnswerPath('/api/verify/history', asked);
  const { verdict } = (known(history) ?? {}) as Partial<VerdictHistory>;
  const { service } = asked;
  return [
    history,
    toAnswerPath('/api/deploys', { service }),
    toAnswerPath('/api/rollouts', { service }),
    ...(verdict === undefined || verdict.design === 'none'
      ? []
      : [toAnswerPath('/api/events/heatmap', toArmsHeatmap(verdict, asked['where'] ?? undefined))]),
  ];
}
