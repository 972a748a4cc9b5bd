export { changedFunctions, compareCommits } from './changed-functions.ts';
export type { ChangedFunctionsOptions, Changes, Comparison, FunctionTexts } from './changed-functions.ts';
export type { Author, Change, ChangedFunction, FormerFunction } from './changed-function.ts';
export type { UnreadFile } from './file-pairs.ts';
export type { Person } from './git/history.ts';
export type { Revision } from './git/revisions.ts';
// For tools that look at one file by itself.
export { toSourceFunctions } from './source/functions.ts';
export type { SourceFunctions } from './source/functions.ts';
export { functionKinds } from './source/source-function.ts';
export type { FunctionKind, SourceFunction } from './source/source-function.ts';
// What `seatrial build` and the bundler plugin are made of.
export { createPlan, writePlan } from './plan/plan.ts';
export type { CreatedPlan, PlanOptions } from './plan/create-plan.ts';
export { hasUncommittedChanges } from './git/working-tree.ts';
export { toFunctionChanges } from './function-changes.ts';
export { parseCodeOwners, readCodeOwners } from './owners/code-owners.ts';
export type { CodeOwners } from './owners/code-owners.ts';
