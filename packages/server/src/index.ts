export { startServer } from './start-server.ts';
export type { RunningServer, ServerOptions } from './server.ts';
export type { ReceiveEvent } from './intake.ts';
export { defaultStateDirectory, readServerState } from './state.ts';
export type {
  ErrorAnswer,
  ExplainStep,
  LiveStatus,
  ReceivedCounts,
  ServerState,
  ServerStatus,
  SpansMessage,
  LogsMessage,
  TraceAnswer,
  Traffic,
  TrafficSeries,
} from './api.ts';
// `GET /api/explain`.
export type {
  AttributeContrast,
  AttributeValue,
  AttributeValueContrast,
  Cause,
  CauseCondition,
  Excluded,
  Explanation,
} from '@seatrial/trial';
export { createDeployRecords } from './deploys/deploy-records.ts';
export { deployStatuses } from './deploys/deploy.ts';
export type { Deploy, DeployFinish, Deploys, DeploysQuery, DeployStart, DeployStatus } from './deploys/deploy.ts';
export { createRecordFile, recordFileName } from './records/record-file.ts';
export type { RecordKind, RecordKinds, Records } from './records/records.ts';
export { createRolloutRecords } from './rollouts/rollouts.ts';
export type { Rollouts, RolloutsQuery } from './rollouts/rollouts.ts';
export { createNotifier, notificationEvents } from './notifications/notifier.ts';
export type {
  Notification,
  NotificationEvent,
  NotificationTarget,
  Notifier,
  NotifierOptions,
} from './notifications/notifier.ts';
export { flaggerHooks } from './gates/flagger-hook.ts';
export type { FlaggerCanary, FlaggerHook } from './gates/flagger-hook.ts';
export { createReleaseChanges } from './ledger/release-changes.ts';
export type { ReleaseChanges } from './ledger/release-changes.ts';
