/** A way into a configuration: keys and places in lists. */
export type ConfigPath = readonly (string | number)[];

/** A configuration as it lies on disk: its value, and where in the file a part of it is written. */
export interface ConfigSource {
  readonly value: unknown;
  /** The line, from 1, of the part or of the nearest part around it. */
  lineOf(path: ConfigPath): number;
}

/** The line, from 1, in which a place of the text lies. */
export function toLine(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
