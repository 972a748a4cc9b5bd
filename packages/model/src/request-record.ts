/**
 * What one request carries through its context: who it is for, which changed functions it ran, whether it is mirrored.
 * Set by the propagator for every request, sampled or not; written by flags, read by probes. Its collections are made
 * when they are first asked for, since most requests need neither.
 */
export class RequestRecord {
  /** True for mirrored traffic, as in `seatrial.shadow`. */
  shadow = false;
  #cohort: Map<string, string> | undefined;
  #touched: Set<string> | undefined;

  /** Cohort values by name, as in `seatrial.cohort.<name>`. */
  get cohort(): Map<string, string> {
    return (this.#cohort ??= new Map());
  }

  /** Names of the changed functions that ran, as in `seatrial.functions.touched`. */
  get touched(): Set<string> {
    return (this.#touched ??= new Set());
  }
}

/** The OpenTelemetry context key; registered, so that two copies of a package share it. */
export const requestRecordKey: symbol = Symbol.for('seatrial.request-record');
