/** Shares as `share=new-tax:on:0.2,new-tax:off:0.8` would say them, by value. */
export type DeclaredShares = ReadonlyMap<string, number>;
/** Reads `on:20,off:80`: parts of a whole, by value; undefined where there is none. */
export declare function parseDeclared(text: string | undefined): DeclaredShares | undefined;
/**
 * The chance of counts at least as far from the declared shares, if those held: a chi-squared test of fit (Pearson 1900);
 * what is below a thousandth is a sample ratio mismatch (Fabijan et al., KDD 2019). Null where nothing can be said.
 */
export declare function toMismatchChance(counts: ReadonlyMap<string, number>, declared: DeclaredShares): number | null;
/** Below it, a share is not what it was declared to be. */
export declare const mismatchChance = 0.001;
