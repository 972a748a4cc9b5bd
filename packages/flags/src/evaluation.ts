/** One decision of a feature flag, as an SDK or your own code reports it. */
export interface FlagEvaluation {
  readonly key: string;
  /** The name of the value that was chosen. A name of digits alone (an index) gives way to the value. */
  readonly variant?: string | null;
  /** The value itself. An object is never sent, only a short hash of it. */
  readonly value?: unknown;
  /** As in OpenFeature, in any case: `TARGETING_MATCH`, `SPLIT`, `STATIC`, `DEFAULT`, `DISABLED`, `CACHED`, `ERROR`, … */
  readonly reason?: string;
  /** The system that decided: `launchdarkly`, `flagd`, … */
  readonly provider?: string;
  /** The version of the flag's configuration. */
  readonly version?: string;
  /** The set that the flag belongs to: a project, an environment. */
  readonly setId?: string;
  /** Whom it was decided for. Leaves only as a keyed hash, and only where `subject` asks for it. */
  readonly subject?: string;
}

/** Cohort names and values of the request's subject: `{ audience: 'internal', plan: 'pro' }`. */
export type Cohorts = Readonly<Record<string, string | number | boolean | null | undefined>>;
