export { verify } from './verify.ts';
export { gather } from './gather.ts';
export type { GatherClock } from './gather.ts';
export { judge, judgeOverTime } from './judge.ts';
export { formatEvidence, parseEvidence } from './replay.ts';
export { explainRoute } from './explain-route.ts';
export type { RouteExplanation } from './explain-route.ts';
export { explain } from './explain/explain.ts';
export { explanationOutcomes } from './explain/explanation.ts';
export type {
  AttributeContrast,
  AttributeValue,
  AttributeValueContrast,
  Cause,
  CauseCondition,
  Excluded,
  Explanation,
  ExplanationAsked,
  ExplanationOutcome,
  ExplanationRows,
  GroupAsked,
  RowShare,
} from './explain/explanation.ts';
export type { ExplainOptions } from './explain/options.ts';
export { toShellWord } from './shell-word.ts';
export { formatShare, formatSpan, formatTime, formatWhole } from './format-number.ts';
export { defaultObjectives, toObjectives } from './default-objectives.ts';
export type {
  Evidence,
  EvidenceArm,
  EvidenceRoute,
  EvidenceStratum,
  FrozenBound,
  FrozenLevel,
  StratumCounts,
} from './evidence.ts';
export { units } from './options.ts';
export type { Unit, VerifyOptions } from './options.ts';
export type { ErrorObjective, LatencyObjective, LatencyThreshold, Objectives, RouteObjectives } from './objectives.ts';
export { controls, designs, outcomes, reasonCodes } from './verdict.ts';
export type {
  BudgetVerdict,
  Control,
  Design,
  Effect,
  ErrorVerdict,
  Events,
  EvidenceLevel,
  EvidenceStep,
  Forecast,
  MixShift,
  ObjectiveVerdict,
  Outcome,
  Reason,
  ReasonCode,
  RouteVerdict,
  ThresholdVerdict,
  Trend,
  Verdict,
  VerdictArm,
  VerdictHistory,
} from './verdict.ts';
export { toStageOptions, undecidedPolicies } from './rollout/plan.ts';
export type { RolloutPlan, Stage, UndecidedPolicy } from './rollout/plan.ts';
export {
  createRollout,
  rolloutStatuses,
  startStage,
  stepRollout,
  toRolloutId,
  toStageIndex,
} from './rollout/rollout.ts';
export type { Rollout, RolloutStatus, StageProgress } from './rollout/rollout.ts';
export { ledgerStatuses } from './ledger/ledger.ts';
export type {
  Ledger,
  LedgerBefore,
  LedgerCalls,
  LedgerCoverage,
  LedgerLatency,
  LedgerQuantile,
  LedgerRow,
  LedgerSlice,
  LedgerStatus,
} from './ledger/ledger.ts';
export type { ChangesQuery, ChangesReader, UploadedChanges } from './ledger/changes-reader.ts';
export type { LedgerQuery, LedgerReader } from './ledger/gather-ledgers.ts';
export { hasAuthor } from './ledger/has-author.ts';
export { askLedgers, filterLedger } from './ledger/ledgers.ts';
export { askHabits } from './ledger/ask-habits.ts';
export type { Habit, HabitFigures, HabitQuery } from './ledger/habits.ts';
export { gatherWithFunctions } from './ledger/gather-coverage.ts';
