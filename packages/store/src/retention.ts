/** How long telemetry is kept. What is older, or more, is removed, the oldest first. */
export interface Retention {
  /** Days that spans, logs and metric points are kept. Default 7. */
  readonly days?: number;
  /** Days that summaries of closed minutes are kept. Default 90. */
  readonly summaryDays?: number;
  /** Bytes in use of the file. Default 10 GB (10^10). */
  readonly bytes?: number;
  /** Spans, logs and metric points together. Default 100,000,000. */
  readonly rows?: number;
}

export const defaultRetention: Required<Retention> = {
  days: 7,
  summaryDays: 90,
  bytes: 10_000_000_000,
  rows: 100_000_000,
};

/** Rows that were removed, by what they were. */
export interface Removed {
  readonly spans: number;
  readonly logs: number;
  readonly metrics: number;
  readonly summaries: number;
}

/** What a round of maintenance did. */
export interface Maintained {
  /** ISO 8601: the end of the last minute that was summed up; empty where none was. */
  readonly closedUntil: string;
  readonly removed: Removed;
}
