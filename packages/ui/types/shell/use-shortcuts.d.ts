export interface Shortcuts {
  /** Called with the letter after `g`. */
  readonly go: (letter: string) => void;
  readonly search: () => void;
  readonly help: () => void;
}
/** Keys that work everywhere, except while somebody writes. */
export declare function useShortcuts({ go, search, help }: Shortcuts): void;
