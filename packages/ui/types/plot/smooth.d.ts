/** Values averaged with their neighbours, by a bell that is two wide; the sum stays, but for the ends. */
export declare function smooth(values: readonly number[]): readonly number[];
