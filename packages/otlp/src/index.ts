export { parseExportRequest, parseLogs, parseMetrics, parseTraces, signals } from './request.ts';
export type { Encoding, ParsedRequest, Signal } from './request.ts';
export type { Parsed } from './parsed.ts';
export { formatExportResponse, formatRetryStatus, formatStatus } from './response.ts';
// For whoever can use the bytes of a request as they are: a store's fast path.
export { KeyTable } from './protobuf/key-table.ts';
export { SpanReader } from './protobuf/span-reader.ts';
export type { AttributeVisitor, SpanFields, SpanGroup } from './protobuf/span-reader.ts';
// What leaves again: exports, and the load generator.
export { formatTraces } from './write/request.ts';
