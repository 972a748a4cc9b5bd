/** A piece of a line with the class of its colour; the empty text where it has none. */
export interface Piece {
  readonly text: string;
  readonly className: string;
}
/** Lines of code cut into coloured pieces: text throughout, never HTML. */
export declare function highlight(code: string): readonly (readonly Piece[])[];
