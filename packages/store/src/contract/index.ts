export { storeContract } from './contract.ts';
export type { ContractOptions } from './contract.ts';
export { createBatch, createLog, createSpan, createSum, startOfTime } from './telemetry.ts';
export type { SpanInput } from './telemetry.ts';
