export { startServer } from './server.ts';
export type { RunningServer, ServerOptions } from './server.ts';
export type { ReceiveEvent } from './intake.ts';
export { defaultStateDirectory, readServerState } from './state.ts';
export type { ErrorAnswer, ReceivedCounts, ServerState, ServerStatus, TraceAnswer } from './api.ts';
