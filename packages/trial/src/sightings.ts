import { matchesSelector, selectBaseline } from '@seatrial/model';
import type { Intrinsic, Selector } from '@seatrial/model';
import type { SightingRow } from '@seatrial/store';

const fields: Readonly<Partial<Record<Intrinsic, (row: SightingRow) => string>>> = {
  release: ({ version }) => version,
  version: ({ version }) => version,
  build: ({ buildId }) => buildId,
  commit: ({ commit }) => commit,
  ring: ({ ring }) => ring,
};

/** True where a selector asks about releases and rings alone, so that it can be told which of them it means. */
export function isAboutReleases(selector: Selector): boolean {
  return selector.every(({ subject }) => subject.kind === 'intrinsic' && fields[subject.name] !== undefined);
}

/** The sightings that such a selector matches. */
export function filterSightings(rows: readonly SightingRow[], selector: Selector): readonly SightingRow[] {
  return rows.filter((row) =>
    matchesSelector(selector, ({ kind, name }) => (kind === 'intrinsic' && fields[name]?.(row)) || undefined),
  );
}

export function isSameSighting(a: SightingRow, b: SightingRow): boolean {
  return a.version === b.version && a.commit === b.commit && a.buildId === b.buildId && a.environment === b.environment;
}

/** The release that was first seen last, of all its rings together; of two that began together the one with fewer requests. */
export function pickNewest(rows: readonly SightingRow[]): SightingRow | undefined {
  return mergeReleases(rows).toSorted((a, b) => b.first - a.first || a.requests - b.requests)[0];
}

/** The baseline of a release among the others, by the model's rule. */
export function pickBaseline(release: SightingRow, rows: readonly SightingRow[]): SightingRow | undefined {
  const toCandidate = (row: SightingRow) => ({
    ...row,
    service: '',
    steadyRequests: row.requests - row.shadow,
    firstSeen: new Date(row.first).toISOString(),
  });
  return selectBaseline(toCandidate(release), mergeReleases(rows).map(toCandidate));
}

/** `1.4.1 (stable), 1.4.2 (canary)`. */
export function formatSightings(rows: readonly SightingRow[]): string {
  return rows.map(({ version, ring }) => `${version || '(no version)'}${ring === '' ? '' : ` (${ring})`}`).join(', ');
}

function mergeReleases(rows: readonly SightingRow[]): readonly SightingRow[] {
  const merged: SightingRow[] = [];
  for (const row of rows) {
    const index = merged.findIndex((other) => isSameSighting(other, row));
    const other = merged[index];
    if (other === undefined) merged.push(row);
    else
      merged[index] = {
        ...other,
        first: Math.min(other.first, row.first),
        last: Math.max(other.last, row.last),
        requests: other.requests + row.requests,
        shadow: other.shadow + row.shadow,
      };
  }
  return merged;
}
