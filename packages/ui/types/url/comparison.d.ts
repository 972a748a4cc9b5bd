import type { UrlPatch, UrlState } from './use-url-state.ts';
/** What a release page compares, by the names of `GET /api/verify`; selectors as they are written. */
export interface Comparison {
  readonly service?: string;
  readonly candidate?: string;
  readonly baseline?: string;
  readonly flag?: string;
  readonly environment?: string;
  readonly where?: string;
  /** ISO 8601 or milliseconds. */
  readonly from?: string;
  readonly to?: string;
}
export declare function readComparison({ get }: Pick<UrlState, 'get'>): Comparison;
/** As the query of an address or of the API. */
export declare function toComparisonQuery(comparison: Comparison): UrlPatch;
