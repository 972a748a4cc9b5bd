/** Every limit in one place. Each is a promise to the author's service or to the machine that Seatrial runs on. */
export const limits = {
  /** Characters of a release field. OTEL_RESOURCE_ATTRIBUTES takes no more (OpenTelemetry JS, resources). */
  releaseValueLength: 255,
  /** Attributes that the stamp adds to a span at most. */
  stampedAttributes: 4,
  /** Attributes of a span where nothing is configured (OpenTelemetry specification, SDK span limits). */
  spanAttributes: 128,
  /** Flags on one span. */
  flagsPerSpan: 16,
  /** Flags on a local root span. */
  flagsPerRootSpan: 64,
  /** Flag keys that one process remembers. */
  flagKeysPerProcess: 500,
  /** Cohort names that one process remembers. */
  cohortsPerProcess: 32,
  /** Characters of a flag key or a cohort name. */
  flagKeyLength: 100,
  /** Characters of a variant or a cohort's value. */
  variantLength: 64,
  /** Attributes of a span that flags leave to others, below the span's limit. */
  attributeHeadroom: 32,
  /** Flags in the baggage entry. */
  flagsInBaggage: 16,
  /** Characters of the baggage entry. */
  baggageLength: 2048,
  /** Names of functions on a local root span. */
  functionsTouched: 32,
  /** Functions of one `seatrial.changes.json`. */
  changedFunctions: 50_000,
  /** Characters of a function's text in it; the rest is cut off. */
  functionTextLength: 65_536,
  /** Functions of a probe plan. */
  plannedFunctions: 50_000,
  /** Files of a probe plan. */
  plannedFiles: 20_000,
  /** Characters of one text that a probe plan inserts. */
  plannedEditLength: 1000,
  /** Sets of flags and cohorts that a watched function is counted by, in one process. */
  functionCohorts: 31,
  /** Kinds of errors that a watched function is counted by, for one set of flags and cohorts. */
  functionErrorTypes: 16,
  /** Characters of a captured argument or result. */
  capturedLength: 1024,
  /** Entries of each array or object in it. */
  capturedItems: 32,
  /** Its nesting. */
  capturedDepth: 4,
  /** Age of a process, in milliseconds, under which its requests are warm-up. */
  warmUpMs: 30_000,
  /** Bytes of one export request after decompression: 64 MiB. The OpenTelemetry Collector takes 20 MiB by default. */
  requestBytes: 67_108_864,
  /** Nesting of an attribute value, beyond which it is refused. */
  valueDepth: 64,
} as const;
