/** Text of telemetry, which anybody may have written: what would hide or turn it round is shown as `⟨202e⟩`. */
export declare function toVisible(text: string): string;
/** As {@link toVisible}, with line breaks and tabs kept: for stacks and bodies of logs. */
export declare function toVisibleLines(text: string): string;
