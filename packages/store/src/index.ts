export type {
  AttributeValueRow,
  HistogramQuery,
  IngestOptions,
  IngestResult,
  ListQuery,
  ReleasesQuery,
  SliceQuery,
  SpansQuery,
  Store,
  StoreActivity,
  StoreReader,
  StoreStats,
} from './store.ts';
export type { TimeRange } from './time-range.ts';
export type {
  HistogramRow,
  JsonValue,
  LogRow,
  OperationRow,
  ReleaseRow,
  SpanEventRow,
  SpanLinkRow,
  SpanRow,
  SummaryRow,
} from './rows.ts';
export type {
  Arm,
  ArmRow,
  BatchQuery,
  BatchRow,
  ComparisonQuery,
  DistributionQuery,
  DistributionRow,
  ErrorGroupRow,
  EvidenceReader,
  PairQuery,
  PairRow,
  SightingQuery,
  SightingRow,
} from './evidence.ts';
export { groupOrders } from './events.ts';
export type {
  Arrivals,
  Counted,
  EventsReader,
  FollowQuery,
  GroupOrder,
  GroupRow,
  Groups,
  GroupsQuery,
  Heatmap,
  HeatmapArm,
  HeatmapCell,
  HeatmapQuery,
  KnownValuesQuery,
} from './events.ts';
export type { LogArrivals, LogsReader } from './logs.ts';
export type {
  FunctionCohort,
  FunctionDurations,
  FunctionErrors,
  FunctionQuery,
  FunctionReader,
  FunctionReleaseRow,
  FunctionRow,
  TouchedRow,
} from './functions.ts';
export { places } from './contrast.ts';
export type {
  Contrast,
  ContrastAttribute,
  ContrastQuery,
  ContrastReader,
  ContrastSize,
  ContrastValue,
  ContrastValueRow,
  PatternQuery,
  PatternRow,
  Patterns,
  Place,
  Predicate,
  RowGroup,
} from './contrast.ts';
export { checkNames, explainNothing } from './names.ts';
export { sqlViews } from './sql.ts';
export type { SqlAnswer, SqlColumn, SqlQuery, SqlReader } from './sql.ts';
export type { ExportRequest, RequestResult, SeenRelease } from './request.ts';
export { defaultRetention } from './retention.ts';
export type { Maintained, Removed, Retention } from './retention.ts';
