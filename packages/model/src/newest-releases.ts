/** A release as a store saw it. */
export interface SeenRelease {
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  readonly buildId: string;
  /** ISO 8601 in UTC. */
  readonly firstSeen: string;
}

/** The newest release of a service in an environment. */
export interface NewestRelease extends SeenRelease {
  /** True where there is another that it can be compared with. */
  readonly hasOther: boolean;
}

/** Of each service in each environment the release that was first seen last, the newest of them first. */
export function toNewestReleases(rows: readonly SeenRelease[]): readonly NewestRelease[] {
  const services = new Map<string, Map<string, SeenRelease>>();
  for (const row of rows) {
    const place = JSON.stringify([row.service, row.environment]);
    const releases = services.get(place) ?? new Map<string, SeenRelease>();
    services.set(place, releases);
    // A release has a row for each of its rings and deployments: it is as old as the oldest.
    const key = JSON.stringify([row.version, row.buildId]);
    const known = releases.get(key);
    if (known === undefined || row.firstSeen < known.firstSeen) releases.set(key, row);
  }
  return [...services.values()]
    .flatMap((releases): readonly NewestRelease[] => {
      const [newest] = [...releases.values()].toSorted(byFirstSeen);
      return newest === undefined ? [] : [{ ...newest, hasOther: releases.size > 1 }];
    })
    .toSorted((a, b) => byFirstSeen(a, b) || a.service.localeCompare(b.service));
}

function byFirstSeen(a: SeenRelease, b: SeenRelease): number {
  return Date.parse(b.firstSeen) - Date.parse(a.firstSeen);
}
