import type { EvidenceIndex } from './evidence-index.ts';
import type { LedgerRow } from './ledger.ts';

/** Requests that ran a function, by the names on their spans; null where these cannot say. */
export function toTouches(
  { id, name }: Pick<LedgerRow, 'id' | 'name'>,
  { touched, shared }: EvidenceIndex,
): Pick<LedgerRow, 'requests' | 'routes'> {
  if (touched.size === 0 || shared.has(name)) return { requests: null, routes: [] };
  const own = [...(touched.get(name) ?? []), ...(name === id ? [] : (touched.get(id) ?? []))];
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
