/** What is being written at the end of a selector. */
export interface Unfinished {
  /** What stands before it and stays. */
  readonly before: string;
  readonly kind: 'name' | 'value';
  /** Of the condition, where a value is being written. */
  readonly name: string;
  /** What was written of it so far, without quotes. */
  readonly prefix: string;
}
/** The last condition of a text that may not be whole; commas and signs in quotes are text. */
export declare function findUnfinished(text: string): Unfinished;
/** A way in which a selector may go on. */
export interface Suggestion {
  /** The whole text with it. */
  readonly text: string;
  /** What is shown. */
  readonly shown: string;
  readonly meaning: string;
}
/** Names that hold what was written, those that begin with it first; the fields of every span before attributes. */
export declare function suggestNames(
  { before, prefix }: Unfinished,
  attributes: readonly string[],
): readonly Suggestion[];
/** Known values of a name, quoted where they have to be. */
export declare function suggestValues({ before }: Unfinished, values: readonly string[]): readonly Suggestion[];
/** As a selector writes the name of an attribute: `flag.new-tax` for `feature_flags.new-tax`. */
export declare function toSelectorName(attribute: string): string;
/** A condition on what a cell shows. */
export declare function toConditionText(name: string, value: string, operator?: '=' | '!='): string;
