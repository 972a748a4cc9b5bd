import type { Selector } from '@seatrial/model';
import type { Objectives } from './objectives.ts';

/**
 * What counts once. `request`: the first attempt of each (trace, service, route). `subject`: the first request of each
 * user and route, by the hash in `feature_flag.context.id`. `trace`: a request again, with the reader's word that
 * flags are not decided by user.
 */
export const units = ['request', 'subject', 'trace'] as const;
export type Unit = (typeof units)[number];

/** What is compared. */
export interface VerifyOptions {
  readonly service: string;
  /** Default: the release of the service that was first seen last. */
  readonly candidate?: Selector;
  /** Default: by the rule of `selectBaseline` of the model; where the candidate is a ring, a cohort or a variant, all requests that are not the candidate's. */
  readonly baseline?: Selector;
  /** A flag's key: variants in the same minutes instead of releases. `candidate` and `baseline` may name variants of it. */
  readonly flag?: string;
  /** Only requests of this environment. Default: the candidate's. */
  readonly environment?: string;
  /** Only requests that match, of both arms. */
  readonly where?: Selector;
  /** Milliseconds since the Unix epoch. Default: the 24 hours before `to`, beginning where the candidate does. */
  readonly from?: number;
  readonly to?: number;
  /** Default `request`; for flags `subject`. */
  readonly unit?: Unit;
  /** Cohorts that divide traffic as well as routes do (`seatrial.cohort.<name>`): only what the request brings along. */
  readonly cohorts?: readonly string[];
  /** Length of a batch in seconds: a divisor or a multiple of 60. Default 60. */
  readonly batchSeconds?: number;
  /** All telemetry has arrived, and traffic has ended: the open batch is judged as well. Default false. */
  readonly complete?: boolean;
  /** What is left out is as in `defaultObjectives`. */
  readonly objectives?: Partial<Objectives>;
}
