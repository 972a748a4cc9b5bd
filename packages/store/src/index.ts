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
  TimeRange,
} from './store.ts';
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
export { defaultRetention } from './retention.ts';
export type { Maintained, Removed, Retention } from './retention.ts';
