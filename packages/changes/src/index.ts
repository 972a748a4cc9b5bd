export { changedFunctions } from './changed-functions.ts';
export type { ChangedFunctionsOptions, Changes } from './changed-functions.ts';
export type { Author, Change, ChangedFunction, FormerFunction } from './changed-function.ts';
export type { UnreadFile } from './file-pairs.ts';
export type { Person } from './git/history.ts';
export type { Revision } from './git/revisions.ts';
// For tools that look at one file by itself.
export { toSourceFunctions } from './source/functions.ts';
export type { SourceFunctions } from './source/functions.ts';
export { functionKinds } from './source/source-function.ts';
export type { FunctionKind, SourceFunction } from './source/source-function.ts';
