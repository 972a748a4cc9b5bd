export type { ErrorAnswer, ReceivedCounts, ServerState, ServerStatus, TraceAnswer } from './api.ts';
