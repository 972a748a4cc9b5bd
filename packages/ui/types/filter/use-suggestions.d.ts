import type { Suggestion } from './completion.ts';
/** How the text of a filter may go on, by what the store has seen. */
export declare function useSuggestions(text: string): readonly Suggestion[];
