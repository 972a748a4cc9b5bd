export { units } from './options.ts';
export type { Unit, VerifyOptions } from './options.ts';
export type { ErrorObjective, LatencyObjective, LatencyThreshold, Objectives, RouteObjectives } from './objectives.ts';
export { designs, outcomes, reasonCodes } from './verdict.ts';
export type {
  BudgetVerdict,
  Design,
  Effect,
  ErrorVerdict,
  Events,
  EvidenceLevel,
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
} from './verdict.ts';
