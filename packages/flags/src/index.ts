export { currentCohorts, recordClaims, recordFlag, setCohort } from './record.ts';
export type { Cohorts, FlagEvaluation } from './evaluation.ts';
export { createOpenFeatureHook, recordOpenFeature } from './openfeature.ts';
export type { OpenFeatureDetails, OpenFeatureHook, OpenFeatureHookContext } from './openfeature.ts';
// For people who own their OpenTelemetry set-up, and for register().
export { createFlags } from './flags.ts';
export type { Flags } from './flags.ts';
export type { FlagsOptions } from './options.ts';
export type { FlagSpanProcessor } from './processor.ts';
export type { LostEvaluations } from './lost-evaluations.ts';
export type { CohortOptions, CohortRule, ShadowOptions, SplitterRule } from './request/cohort-options.ts';
export type { Say } from './say.ts';
