/** The release that the selector of a candidate names; undefined for a ring or cohort, whose newest it is then. */
export declare function toRelease(candidate: string | undefined): string | undefined;
