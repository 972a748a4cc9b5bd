/**
 * Where a cohort's value is read. One of `header`, `cookie`, `query`, `claim` says where; a value that is not declared
 * in `values` becomes `other`.
 *
 * @example
 * { cohort: 'audience', header: 'x-audience', values: ['internal', 'beta'], otherwise: 'public' }
 * { cohort: 'audience', cookie: 'staff', values: { yes: 'internal' } }
 */
export interface CohortRule {
  /** As in `seatrial.cohort.<name>`. */
  readonly cohort: string;
  readonly header?: string;
  readonly cookie?: string;
  readonly query?: string;
  /** A claim that the application's authentication has verified: from `request.auth` or `request.user`, or {@link recordClaims}. */
  readonly claim?: string;
  /** The values taken as they are, or what each stands for. */
  readonly values: readonly string[] | Readonly<Record<string, string>>;
  /** The cohort's value where the source has none. Default: the next rule of the cohort, else none. */
  readonly otherwise?: string;
}

export interface SplitterRule {
  /** The header in which the splitter says what it chose. */
  readonly header: string;
  /** Default: the first 16 values that are seen; later ones are `other`. */
  readonly values?: readonly string[];
  /** Default `split`. */
  readonly cohort?: string;
}

export interface ShadowOptions {
  /** Headers that mark a mirrored request, beside the known ones. */
  readonly headers?: readonly string[];
  /** The header that a mirrored request shares with its original: it pairs them where no `traceparent` came in. */
  readonly requestId?: string;
}

/** Which of its subject's cohorts a request tells. */
export interface CohortOptions {
  /** Keys of the flag SDK's evaluation context that are cohorts. Default `['audience']`. */
  readonly contextKeys?: readonly string[];
  /** The first rule of a cohort that finds a value wins. */
  readonly rules?: readonly CohortRule[];
  /** Traffic splitters beside those that are recognised. `[]` and more entries add; `false` recognises none. */
  readonly splitters?: readonly SplitterRule[] | false;
  readonly shadow?: ShadowOptions;
  /**
   * Hops whose word is taken for cohort, splitter and shadow headers and for baggage: addresses, ranges (`10.0.0.0/8`)
   * or `*`, which also stands for carriers without an address, as messages. Default: a private address whose request
   * carries no `Forwarded` or `X-Forwarded-For`, since a load balancer has a private address, too.
   */
  readonly trust?: readonly string[];
}
