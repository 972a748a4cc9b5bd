/** What a word on the command line may become. */
export interface Suggestion {
  readonly word: string;
  readonly description: string;
  /** False where more of the same word may follow, as after a name in a selector. */
  readonly finished: boolean;
}
