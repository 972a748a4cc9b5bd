import type { Comparison } from '../url/comparison.ts';
/** What the address asks to compare, once the service is known. */
export type AskedComparison =
  | {
      readonly kind: 'known';
      readonly comparison: Comparison;
    }
  | {
      readonly kind: 'asking';
    }
  | {
      readonly kind: 'nothing';
    }
  | {
      readonly kind: 'failed';
      readonly error: Error;
    };
/** From the address; without a service it is the one with the newest release that another can be beside. */
export declare function useComparison(): AskedComparison;
