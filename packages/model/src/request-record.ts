/**
 * What one request carries through its context: who it is for, which changed functions it ran, whether it is mirrored.
 * Set by the propagator for every request, sampled or not; written by flags, read by probes.
 */
export interface RequestRecord {
  /** Cohort values by name, as in `seatrial.cohort.<name>`. */
  readonly cohort: Map<string, string>;
  /** Ids of the changed functions that ran, as in `seatrial.function.id`. */
  readonly touched: Set<string>;
  /** True for mirrored traffic, as in `seatrial.shadow`. */
  shadow: boolean;
}

/** The OpenTelemetry context key; registered, so that two copies of a package share it. */
export const requestRecordKey: symbol = Symbol.for('seatrial.request-record');

export function createRequestRecord(): RequestRecord {
  return { cohort: new Map(), touched: new Set(), shadow: false };
}
