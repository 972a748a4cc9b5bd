/**
 * The metrics of watched functions, by which every backend can tell that a function has not run: there is a point for
 * each, of value 0 where nothing happened. No line number is among their attributes, since that would begin new series
 * with every release; version, build id, deployment id and ring are.
 */
export const functionMetrics = {
  /** Sum, `{call}`. */
  calls: 'seatrial.function.calls',
  /** Sum, `{error}`, with `error.type` and `seatrial.error.origin`; only of functions with the full probe. */
  errors: 'seatrial.function.errors',
  /** Exponential histogram of scale 3, `s`, of the calls that were timed, weighted by the stride. */
  duration: 'seatrial.function.duration',
  /** Gauge: 1 where the file was loaded with its probe, 0 where it has not been loaded. */
  loaded: 'seatrial.function.loaded',
  /** Gauge: every how many calls one is timed and its cohort noted; 1 is exact. */
  stride: 'seatrial.function.stride',
  /** Gauge of 1 with `seatrial.reason`, for a function that this process cannot tell anything about. */
  unverifiable: 'seatrial.function.unverifiable',
} as const;

/** The attributes of those points; `code.function.name`, `code.file.path` and `error.type` are OpenTelemetry's. */
export const functionAttributes = {
  name: 'code.function.name',
  file: 'code.file.path',
  /** The id of the probe plan's function. */
  id: 'seatrial.function.id',
  /** Whether this release changed the function. */
  changed: 'seatrial.function.changed',
  errorType: 'error.type',
  /** `thrown` where the error came up in the function itself, `passed` where a watched function below had it first. */
  errorOrigin: 'seatrial.error.origin',
  reason: 'seatrial.reason',
  /** True on the point of all cohorts beyond the limit (OpenTelemetry specification, metrics SDK, cardinality limits). */
  overflow: 'otel.metric.overflow',
} as const;

/** On a local root span: names of the changed functions that its request ran, at most `limits.functionsTouched`. */
export const functionsTouched = 'seatrial.functions.touched';
