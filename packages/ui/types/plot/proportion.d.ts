/** The 95 % interval of a share by Wilson's score (1927): right for small counts and for none at all. */
export declare function toInterval(events: number, total: number): readonly [number, number] | null;
