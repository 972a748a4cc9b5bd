/** `187 240`, with thin spaces. */
export declare function formatCount(count: number): string;
/** `20.9 k` from 10,000 on. */
export declare function formatShort(count: number): string;
/** A duration with a unit that leaves 1 to 999: `842 ms`, `1.19 s`. Never rounded to nothing. */
export declare function formatMs(ms: number | null | undefined): string;
/** At an axis, without trailing zeros: `300 ms`, `1 s`. */
export declare function formatMsTick(ms: number): string;
/** A longer time: `38 min`, `6 h`, `3 days`. */
export declare function formatSpan(ms: number): string;
/** A share of 0 to 1: `1.31 %`, `12.4 %`, `< 0.01 %`; a dash where there is none. */
export declare function formatShare(share: number | null | undefined): string;
/** `3.1×`; a dash where there is none. */
export declare function formatTimes(factor: number | null | undefined): string;
/** An e-value from its natural logarithm, as odds: `420 000 : 1`. */
export declare function formatOdds(logE: number): string;
/** `3 spans`, `1 span`. */
export declare function formatMany(count: number, one: string, many?: string): string;
/** `4.2 MB`. */
export declare function formatBytes(bytes: number): string;
