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
  /** What counts once: `request`, `subject` or `trace`. */
  readonly unit?: string;
  /** `true`: traffic has ended, and the open batch is judged as well. */
  readonly complete?: string;
  readonly batchSeconds?: string;
  /** JSON, as the API takes it. */
  readonly objectives?: string;
}

const names = [
  'service',
  'candidate',
  'baseline',
  'flag',
  'environment',
  'where',
  'from',
  'to',
  'unit',
  'complete',
  'batchSeconds',
  'objectives',
] as const;

export function readComparison({ get }: Pick<UrlState, 'get'>): Comparison {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = get(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** As the query of an address or of the API. */
export function toComparisonQuery(comparison: Comparison): UrlPatch {
  return { ...comparison };
}
