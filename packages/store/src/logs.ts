import type { FollowQuery, KnownValuesQuery } from './events.ts';
import type { LogRow } from './rows.ts';
import type { ListQuery } from './store.ts';

/** Logs that arrived after a cursor. */
export interface LogArrivals {
  /** The newest of those that match, in the order of arrival. */
  readonly logs: readonly LogRow[];
  /** How many match; more than `logs` where the limit cut. */
  readonly matched: number;
  /** Where to go on. */
  readonly cursor: number;
}

/**
 * The logs of a store, chosen by selectors: `service`, `release` and the other fields of a release, `trace`, `span`, `name`
 * (of an event), `error` (severity 17 and above), `severity`, `body`, and any attribute. What only spans have (`route`,
 * `kind`, `status`, `duration`) is refused with `SEATRIAL_BAD_SELECTOR`.
 */
export interface LogsReader {
  /** The newest first. */
  logs(query?: ListQuery): Promise<readonly LogRow[]>;
  followLogs(query?: FollowQuery): Promise<LogArrivals>;
  /** Names of attributes that logs had lately, sorted. */
  logNames(): Promise<readonly string[]>;
  /** Values that a name had in the logs that came last, the most frequent first. */
  logValues(query: KnownValuesQuery): Promise<readonly string[]>;
}
