export { FlatContext } from './flat-context.ts';
export { RequestRecord, requestRecordKey } from './request-record.ts';
export { errorCodes, SeatrialError } from './error.ts';
export type { ErrorCode } from './error.ts';
export { attributeDefinitions, cohortPrefix, samplingWeight, flagPrefix } from './attributes.ts';
export type { AttributeDefinition, Placement, Stability } from './attributes.ts';
export { knownRings, releaseFields, stampedFields, toReleaseAttributes } from './release.ts';
export type { Release, ReleaseField, ReleaseFieldDefinition } from './release.ts';
export {
  formatReleaseManifest,
  manifestFileName,
  parseReleaseIdentity,
  parseReleaseManifest,
  releaseStampKey,
} from './manifest.ts';
export type { ReleaseIdentity, ReleaseManifest } from './manifest.ts';
export { parseProbePlan } from './parse-plan.ts';
export { probeRegistryKey } from './probe-plan.ts';
export { toResidue } from './residue.ts';
export type {
  FileDigest,
  PlannedFile,
  PlannedFunction,
  ProbeHooks,
  ProbeKind,
  ProbePlan,
  ProbeRegistry,
} from './probe-plan.ts';
export { changesFileName } from './changes-file.ts';
export { formatChangesFile, parseChangesFile } from './changes-file-text.ts';
export type { ChangeAuthor, ChangesFile, FunctionChange } from './changes-file.ts';
export { functionAttributes, functionMetrics, functionsTouched } from './function-metrics.ts';
export { isSameRelease, matchesVersion, toReleaseKeyText } from './release-key.ts';
export type { ReleaseKey } from './release-key.ts';
export { selectBaseline } from './baseline.ts';
export type { BaselineCandidate } from './baseline.ts';
export { isEntrySpan, isErrorSpan, isShadowSpan, toRoute } from './span.ts';
export { toRequestKey, toRequests, toServiceName } from './request.ts';
export type { RequestKey } from './request.ts';
export type {
  DoctorCopy,
  DoctorEndpoint,
  DoctorField,
  DoctorFunctions,
  DoctorGap,
  DoctorPatch,
  DoctorReport,
} from './doctor-report.ts';
export { processEvents } from './process-events.ts';
export { toSamplingWeight } from './sampling-weight.ts';
export { phases, toPhase } from './phase.ts';
export type { Phase, PhaseInput } from './phase.ts';
export { latencyEdgesNano, toBucket } from './latency.ts';
export { fineLatencyEdgesNano, toFineBucket } from './fine-latency.ts';
export { limits } from './limits.ts';
export { intrinsics, operators } from './selector/selector.ts';
export type { Condition, Intrinsic, Operator, Selector, Subject } from './selector/selector.ts';
export { parseSelector, toSubject } from './selector/parse.ts';
export { formatSelector } from './selector/format.ts';
export { matchesSelector, numberPattern } from './selector/match.ts';
export type { Lookup } from './selector/match.ts';
export { toPartialSelector } from './selector/partial.ts';
export type { PartialSelector } from './selector/partial.ts';
export { comparisonNames, toArmsHeatmap, toArmSplit, toReleaseSelector, toShared } from './comparison.ts';
export type { ArmsHeatmap, ArmSplit, Compared } from './comparison.ts';
export { toNewestReleases } from './newest-releases.ts';
export type { NewestRelease, SeenRelease } from './newest-releases.ts';
export { suggestName } from './selector/suggest.ts';
// What telemetry looks like inside Seatrial's own process.
export { toJson, toText } from './attribute-value.ts';
export type { AttributeMap, AttributeValue } from './attribute-value.ts';
export { spanKinds, statusCodes, temporalities } from './telemetry.ts';
export type {
  ExemplarRecord,
  ExponentialBuckets,
  ExponentialHistogramPoint,
  GaugePoint,
  HistogramPoint,
  LogRecord,
  MetricDescriptor,
  MetricPoint,
  ResourceRecord,
  ScopeRecord,
  SpanEventRecord,
  SpanKind,
  SpanLinkRecord,
  SpanRecord,
  StatusCode,
  SumPoint,
  SummaryPoint,
  TelemetryBatch,
  Temporality,
} from './telemetry.ts';
