/** Half-open: `from` ≤ start of the span < `to`. Milliseconds since the Unix epoch; an absent end is open. */
export interface TimeRange {
  readonly from?: number;
  readonly to?: number;
}
