import type { Traffic } from '@seatrial/server';
import type { ReleaseRow } from '@seatrial/store';

/** When a release was in a ring. */
interface RingSpan {
  readonly ring: string;
  readonly from: number;
  readonly to: number;
}

/** A release of a service, its rings and deployments together. */
export interface ReleaseLine {
  readonly version: string;
  readonly buildId: string;
  readonly commit: string;
  readonly rings: readonly RingSpan[];
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly requests: number;
  readonly errors: number;
  readonly share: number | null;
  /** The least and most of its rows, since quantiles cannot be added; null without requests. */
  readonly p95: readonly [number, number] | null;
  /** Share of the service's requests in each step; empty where the traffic is not known yet. */
  readonly shares: readonly number[];
}

/** A service in an environment, with its releases, the newest first. */
export interface ServiceReleases {
  readonly service: string;
  readonly environment: string;
  readonly lines: readonly ReleaseLine[];
}

/** Services by the time of their newest release, the newest first. */
export function toServiceReleases(rows: readonly ReleaseRow[], traffic?: Traffic): readonly ServiceReleases[] {
  const services = Map.groupBy(rows, ({ service, environment }) => JSON.stringify([service, environment]));
  return [...services.values()]
    .map((own): ServiceReleases => {
      const { service, environment } = own[0] as ReleaseRow;
      const releases = Map.groupBy(own, ({ version, buildId }) => JSON.stringify([version, buildId]));
      const all = own.reduce((sum, { requests }) => sum + requests, 0);
      const shares = toShares(service, environment, traffic);
      const lines = [...releases].map(([key, of]) => toLine(of, all, shares.get(key) ?? []));
      return { service, environment, lines: lines.toSorted((a, b) => b.firstSeen - a.firstSeen) };
    })
    .toSorted(
      (a, b) => (b.lines[0]?.firstSeen ?? 0) - (a.lines[0]?.firstSeen ?? 0) || a.service.localeCompare(b.service),
    );
}

function toLine(rows: readonly ReleaseRow[], all: number, shares: readonly number[]): ReleaseLine {
  const [first] = rows as readonly [ReleaseRow, ...ReleaseRow[]];
  const p95s = rows.flatMap(({ p95Ms }) => (p95Ms === null ? [] : [p95Ms]));
  const requests = rows.reduce((sum, row) => sum + row.requests, 0);
  return {
    version: first.version,
    buildId: first.buildId,
    commit: first.commit,
    rings: rows
      .filter(({ ring }) => ring !== '')
      .map(({ ring, firstSeen, lastSeen }) => ({ ring, from: Date.parse(firstSeen), to: Date.parse(lastSeen) }))
      .toSorted((a, b) => a.from - b.from),
    firstSeen: Math.min(...rows.map(({ firstSeen }) => Date.parse(firstSeen))),
    lastSeen: Math.max(...rows.map(({ lastSeen }) => Date.parse(lastSeen))),
    requests,
    errors: rows.reduce((sum, row) => sum + row.errors, 0),
    share: all === 0 ? null : requests / all,
    p95: p95s.length === 0 ? null : [Math.min(...p95s), Math.max(...p95s)],
    shares,
  };
}

/** By version and build: the share of the service's requests in each step. */
function toShares(
  service: string,
  environment: string,
  traffic: Traffic | undefined,
): ReadonlyMap<string, readonly number[]> {
  const own =
    traffic?.series.filter((series) => series.service === service && series.environment === environment) ?? [];
  const totals = Array.from({ length: traffic?.steps ?? 0 }, (_, step) =>
    own.reduce((sum, { requests }) => sum + (requests[step] ?? 0), 0),
  );
  return new Map(
    own.map(({ version, buildId, requests }) => [
      JSON.stringify([version, buildId]),
      requests.map((count, step) => count / Math.max(1, totals[step] ?? 0)),
    ]),
  );
}
