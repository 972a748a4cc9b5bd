/** What the plugin takes. */
export interface SeatrialOptions {
  /** The folder of the service. Default: the working directory. */
  readonly folder?: string;
  /** Compare with this commit, branch or tag. Default: the tag before. */
  readonly from?: string;
  /** Whether functions that did not change are counted, too, so that the next release has something to compare with. */
  readonly all?: boolean;
  /** How many functions get the full probe at most; more are counted only. Default: 500. */
  readonly max?: number;
}
