export { parseExportRequest, parseLogs, parseMetrics, parseTraces, signals } from './request.ts';
export type { Encoding, ParsedRequest, Signal } from './request.ts';
export type { Parsed } from './parsed.ts';
export { formatExportResponse, formatRetryStatus, formatStatus } from './response.ts';
// What leaves again: exports, and the load generator.
export { formatTraces } from './write/request.ts';
