import type { Comparison } from '../url/comparison.ts';
/** What the address asks to compare; `undefined` while the service is not known, `null` where nothing has come. */
export declare function useComparison(): Comparison | undefined | null;
