import { comparisonNames } from '@seatrial/model';
import type { UrlPatch, UrlState } from './use-url-state.ts';

/** What a release page compares; selectors and times as they are written, objectives as JSON. */
export type Comparison = { readonly [K in (typeof comparisonNames)[number]]?: string };

export function readComparison({ get }: Pick<UrlState, 'get'>): Comparison {
  return Object.fromEntries(
    comparisonNames.flatMap((name) => {
      const value = get(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** As the query of an address or of the API. */
export function toComparisonQuery(comparison: Comparison): UrlPatch {
  return { ...comparison };
}
