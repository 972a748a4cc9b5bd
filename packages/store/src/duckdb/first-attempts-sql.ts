/**
 * Minutes after an attempt in which another one of the same trace, service and route is a retry of it. So what counts
 * depends on no more than what was counted just before, whoever asks and about how long a time.
 */
export const attemptMinutes = 10;

/** Whether a row is a first attempt, of rows that are divided into requests by `partition`. */
export function toFirstSql(partition: string): string {
  return `coalesce(minute - lag(minute) OVER (PARTITION BY ${partition} ORDER BY minute, start_ns, span_id) > ${attemptMinutes}, TRUE)`;
}
