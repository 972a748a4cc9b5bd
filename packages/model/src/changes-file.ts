import type { Release } from './release.ts';

/** The file that `seatrial build` writes for Seatrial and never for the build: it names authors and holds source lines. */
export const changesFileName = 'seatrial.changes.json';

/** Somebody who wrote lines of a change. */
export interface ChangeAuthor {
  readonly name: string;
  readonly email: string;
  /** Their part of the changed lines, over 0 and at most 1. */
  readonly share: number;
}

/** One function that a release changed, with who changed it and how. */
export interface FunctionChange {
  /** As in the probe plan. */
  readonly id: string;
  readonly name: string;
  /** How it is written: `function`, `method`, `arrow`, …, or `module` for the code of a file outside of functions. */
  readonly kind: string;
  /** From the top of the repository, with `/`. */
  readonly file: string;
  /** First and last line, 1-based; of a deleted function in the older commit. */
  readonly lines: readonly [number, number];
  readonly change: 'added' | 'deleted' | 'modified' | 'moved';
  /** Where it was in the older commit; absent where it was added. */
  readonly before?: {
    readonly id: string;
    readonly name: string;
    readonly file: string;
    readonly lines: readonly [number, number];
  };
  readonly exported: boolean;
  /** Largest share first. */
  readonly authors: readonly ChangeAuthor[];
  /** The part of the changed lines whose author cannot be known, 0 to 1. */
  readonly unknownShare: number;
  /** Who owns the file by CODEOWNERS, as written there; empty where nobody does. */
  readonly owners: readonly string[];
  /** Its text in the newer commit; empty where it was deleted. */
  readonly source: string;
  /** Its text in the older commit; empty where it was added. */
  readonly formerSource: string;
}

/** `seatrial.changes.json`, schema 1: what a release changed. It never ships; `--upload` gives it to Seatrial. */
export interface ChangesFile {
  readonly schema: 1;
  /** ISO 8601. */
  readonly createdAt: string;
  /** The version of Seatrial that wrote it. */
  readonly createdBy: string;
  /** The identity of the newer side, as in `seatrial.release.json`. */
  readonly release: Release;
  /** The two sides as they were asked for, with their full commits. */
  readonly from: { readonly ref: string; readonly commit: string };
  readonly to: { readonly ref: string; readonly commit: string };
  readonly functions: readonly FunctionChange[];
  /** What the plan watches of them, and why some cannot be: by function id. */
  readonly unverifiable: Readonly<Record<string, string>>;
}
