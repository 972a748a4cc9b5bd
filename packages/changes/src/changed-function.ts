import type { Person } from './git/history.ts';
import type { FunctionKind } from './source/source-function.ts';

/** Somebody who wrote lines of a change. */
export interface Author extends Person {
  /** Their part of the changed lines, over 0 and at most 1. */
  readonly share: number;
}

/** Where a function was in the older commit. */
export interface FormerFunction {
  readonly file: string;
  readonly name: string;
  /** First and last line, 1-based. */
  readonly lines: readonly [number, number];
  readonly hash: string;
}

/** What happened to a function: `moved` is renamed or elsewhere, and does what it did. */
export type Change = 'added' | 'deleted' | 'modified' | 'moved';

/** A function that differs between two commits. */
export interface ChangedFunction {
  /** 12 hexadecimal digits over file and name: the same in every release in which both are. */
  readonly id: string;
  /**
   * Stable and unique in its file: `Class.method`, `outer/inner`, `app.get("/users")`, `store.close`, `create>return`.
   * The code of a file outside of functions is `<module>`.
   */
  readonly name: string;
  readonly kind: FunctionKind;
  /** From the top of the repository, with `/`. */
  readonly file: string;
  /** First and last line, 1-based; of a deleted function in the older commit. */
  readonly lines: readonly [number, number];
  /**
   * 32 hexadecimal digits: equal as long as nothing that runs differs; comments, formatting, types and names do not count.
   * That of a `<module>` is over the statements that were compared, so that it tells before from after and no more.
   */
  readonly hash: string;
  readonly change: Change;
  /** Present unless it was added. */
  readonly before?: FormerFunction;
  /** Whether other files can reach it by name. */
  readonly exported: boolean;
  /** Largest share first. The shares add up to 1 less {@link unknownShare}. */
  readonly authors: readonly Author[];
  /** The part of the changed lines whose author cannot be known, 0 to 1: shallow clones, and lines that are gone. */
  readonly unknownShare: number;
}
