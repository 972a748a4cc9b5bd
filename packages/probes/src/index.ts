export { startProbes } from './start-probes.ts';
export type { Probes, ProbesOptions } from './start-probes.ts';
export type { CellReading, FunctionReading, ReadOptions } from './reading.ts';
export type { ErrorCount, Example } from './cell.ts';
export type { CohortAttributes } from './cohort-table.ts';
export { durationScale } from './duration-histogram.ts';
export type { DurationCounts } from './duration-histogram.ts';
export type { ErrorOrigin } from './error-origins.ts';
export type { Cohort, CohortValue, RequestReader, TraceLink } from './request-reader.ts';
