/** What a release has to keep to. Fractions are shares of requests, 0 to 1; factors are multiples. */
export interface ErrorObjective {
  /** A release whose own share of failing requests is below this is fine, whatever the baseline's. Default 0.005. */
  readonly ceiling: number;
  /** OK wants proof that the odds of failing are below this multiple of the baseline's. Above 1. Default 2. */
  readonly factor: number;
  /** REGRESSED wants proof that the odds are above this multiple. At least 1. Default 1.2. */
  readonly regressedFactor: number;
}

/** At most the share `budget` of the requests may take longer than `ms`. */
export interface LatencyThreshold {
  readonly ms: number;
  readonly budget: number;
}

export interface LatencyObjective {
  /** OK wants proof that requests take less than this multiple of the baseline's time. Above 1. Default 1.2. */
  readonly factor: number;
  /**
   * Milliseconds below which a difference is none, neither for REGRESSED nor for OK: two processes of one release differ
   * for as long as they live, by hundredths of a millisecond, and enough requests show it. Default 0.5.
   */
  readonly leastMs: number;
  /** An objective of its own, beside the baseline's quantiles. Default: none. */
  readonly threshold?: LatencyThreshold;
}

/** A route that is judged by itself instead of with the others of its service. What is left out is as for the service. */
export interface RouteObjectives {
  readonly route: string;
  readonly errors?: Partial<ErrorObjective>;
  readonly latency?: Partial<LatencyObjective>;
}

/** What `seatrial.config.ts` gives for a service. They are frozen when a comparison starts: change them, and compare anew. */
export interface Objectives {
  /** The chance of ever saying REGRESSED of a release that is no worse, and of ever saying OK of one beyond a margin. Default 0.05. */
  readonly alpha: number;
  /** Age of a process in milliseconds, below which its requests are warm-up. Default `limits.warmUpMs`. */
  readonly warmUpMs: number;
  /** Steady requests of the candidate before which nothing is OK. Holds REGRESSED back from nothing. Default 100. */
  readonly minimumRequests: number;
  readonly errors: ErrorObjective;
  readonly latency: LatencyObjective;
  readonly routes: readonly RouteObjectives[];
}
