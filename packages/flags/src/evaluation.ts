/**
 * One decision of a feature flag, as an SDK or your own code reports it. Adapters give all fields in one order, so that
 * their objects are of one hidden class.
 */
export interface FlagEvaluation {
  readonly key: string;
  /** The name of the value that was chosen. A name of digits alone (an index) gives way to the value. */
  readonly variant?: string | null | undefined;
  /** The value itself. An object is never sent, only a short hash of it. */
  readonly value?: unknown;
  /** As in OpenFeature, in any case: `TARGETING_MATCH`, `SPLIT`, `STATIC`, `DEFAULT`, `DISABLED`, `CACHED`, `ERROR`, … */
  readonly reason?: string | undefined;
  /** The system that decided: `launchdarkly`, `flagd`, … */
  readonly provider?: string | undefined;
  /** The version of the flag's configuration. */
  readonly version?: string | undefined;
  /** The set that the flag belongs to: a project, an environment. */
  readonly setId?: string | undefined;
  /** Whom it was decided for. Leaves only as a keyed hash, and only where `subject` asks for it. */
  readonly subject?: string | undefined;
  /** What is known about the subject. Only keys on the allow-list (`cohorts.contextKeys`) are read; they become cohorts. */
  readonly context?: Readonly<Record<string, unknown>> | undefined;
}

/** Cohort names and values of the request's subject: `{ audience: 'internal', plan: 'pro' }`. */
export type Cohorts = Readonly<Record<string, string | number | boolean | null | undefined>>;
