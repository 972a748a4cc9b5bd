export type {
  AttributeValueRow,
  HistogramQuery,
  IngestResult,
  ListQuery,
  SliceQuery,
  SpansQuery,
  Store,
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
} from './rows.ts';
