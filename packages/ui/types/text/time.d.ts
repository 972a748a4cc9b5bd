/** `14:03:07`, in the reader's zone. */
export declare function formatClock(ms: number): string;
/** `14:03`. */
export declare function formatMinute(ms: number): string;
/** `14:03:07.120`. */
export declare function formatInstant(ms: number): string;
/** `14:03`, with the day before it where that is another than `now`'s: `27 Nov 14:03`. */
export declare function formatMoment(ms: number, now?: number): string;
/** At an axis over `spanMs`: the day from two days on. */
export declare function formatTimeTick(ms: number, spanMs: number): string;
/** `just now`, `38 min ago`, `3 days ago`. */
export declare function formatAgo(ms: number, now?: number): string;
/** `Europe/Paris (GMT+1)`. */
export declare function formatZone(): string;
