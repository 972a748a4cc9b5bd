/** A line of the table that `npm run bench` prints. */
export interface BenchRow {
  readonly group: string;
  readonly name: string;
  /** Median of the pairs; absent where there is nothing to compare with. */
  readonly ratio?: number;
  /** Upper end of the 95 % bootstrap interval of the ratio: the figure that goals are held against. */
  readonly upper?: number;
  readonly detail: string;
}
