import type { TraceTree } from './trace-tree.ts';
type Times = Pick<TraceTree, 'parent' | 'start' | 'duration'>;
/**
 * The rows that the end of the first one waited for: from its end backwards, always the child that ended last before what
 * was found, and within it the same again. What a child does after its parent's end holds nobody up.
 */
export declare function findCriticalPath({ parent, start, duration }: Times): ReadonlySet<number>;
export {};
