/** A flag's variant or a cohort's value, as a part of whatever else is known of it. */
export interface CohortValue {
  readonly value: string | boolean;
}

/** Flags and cohorts by the name of their attribute. Values may be added to it, and none of them changes. */
export type Cohort = ReadonlyMap<string, CohortValue>;

/** A span that was sent, as an example of what was counted. */
export interface TraceLink {
  readonly traceId: string;
  readonly spanId: string;
}

/**
 * What probes ask about the request that runs now. They ask on the calls that they time and on errors, never on others.
 */
export interface RequestReader {
  /**
   * What stands for the place in the program: a context of OpenTelemetry's. `undefined` where there is no request and no
   * span, as while a program starts: then nothing else is asked.
   */
  active(): object | undefined;
  /** The flags and cohorts known there by now; `undefined` or empty where there are none. */
  cohort(active: object): Cohort | undefined;
  /** Notes that the request ran a changed function. */
  touch(active: object, functionName: string): void;
  /** The span there; `undefined` where there is none that is sent. */
  trace(active: object): TraceLink | undefined;
}

/** For a process without requests: everything is counted under no cohort. */
export const noRequests: RequestReader = {
  active: () => undefined,
  cohort: () => undefined,
  touch: () => {},
  trace: () => undefined,
};
