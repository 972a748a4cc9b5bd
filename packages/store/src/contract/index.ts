export { storeContract } from './contract.ts';
export type { ContractOptions } from './contract.ts';
export { createBatch, createLog, createSpan, createSum, startOfTime } from './telemetry.ts';
export type { SpanInput } from './telemetry.ts';
export { createFunctionPoints, toContractId } from './function-points.ts';
export type { FunctionTold } from './function-points.ts';
export { createPlainEvidence } from './plain/evidence.ts';
export type { PlainSpan } from './plain/requests.ts';
