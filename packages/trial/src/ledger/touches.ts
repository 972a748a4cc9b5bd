import type { LedgerEvidence } from './evidence.ts';
import type { LedgerRow } from './ledger.ts';

/** Requests that ran a function, by the names on their spans; null where these cannot say. */
export function toTouches(
  { id, name }: Pick<LedgerRow, 'id' | 'name'>,
  { touched, functions, changes }: LedgerEvidence,
): Pick<LedgerRow, 'requests' | 'routes'> {
  const named = new Set([
    ...(changes?.functions ?? []).filter((change) => change.name === name).map((change) => change.id),
    ...functions.filter((row) => row.changed && row.name === name).map((row) => row.id),
  ]);
  if (touched.length === 0 || named.size > 1) return { requests: null, routes: [] };
  const own = touched.filter((row) => row.function === name || row.function === id);
  const routes = [...Map.groupBy(own, ({ route }) => route)].map(([route, rows]) => ({
    route,
    requests: rows.reduce((sum, row) => sum + row.requests, 0),
    errors: rows.reduce((sum, row) => sum + row.errors, 0),
  }));
  return {
    requests: routes.reduce((sum, row) => sum + row.requests, 0),
    routes: routes.toSorted((a, b) => b.requests - a.requests || a.route.localeCompare(b.route, 'en')),
  };
}
