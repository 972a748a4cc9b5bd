/** A line of a difference: in both, only in the newer, or only in the older text. Numbers are 1-based, null where it is not. */
export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
  readonly before: number | null;
  readonly after: number | null;
}
/** The longest common lines of two texts, and what is only in one of them. */
export declare function toLineDiff(before: string, after: string): readonly DiffLine[];
