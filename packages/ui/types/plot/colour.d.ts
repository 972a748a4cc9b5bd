export type Rgb = readonly [red: number, green: number, blue: number];
/** The colour that a token has now, for a canvas: the browser works out `light-dark()`. */
export declare function readToken(element: Element, name: string): Rgb;
/** A pixel between two colours, `share` of the way, as a canvas of this machine's byte order has it. */
export declare function mix(from: Rgb, to: Rgb, share: number): number;
/** A number that changes with the theme, so that a canvas is drawn again. */
export declare function useTheme(): number;
