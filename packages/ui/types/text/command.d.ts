import type { Comparison } from '../url/comparison.ts';
/** A command line whose words any shell takes; undefined options are left out. */
export declare function toCommand(
  words: readonly string[],
  options?: Readonly<Record<string, string | undefined>>,
): string;
/** The verdict of a release page, in a terminal. */
export declare function toVerifyCommand(comparison: Comparison): string;
/** Milliseconds are not what a command takes. */
export declare function toIso(time: string | undefined): string | undefined;
