/** How a function is written. */
export const functionKinds = [
  'function',
  'arrow',
  'method',
  'constructor',
  'getter',
  'setter',
  'static-block',
  'module',
] as const;

export type FunctionKind = (typeof functionKinds)[number];

/** A function as a file holds it. What the file itself does when it is loaded is one of them, `<module>`. */
export interface SourceFunction {
  /** Unique in its file, and stable as long as what it is made of keeps its names. */
  readonly name: string;
  /** The name without the `~2` that sets a second one of the same name apart. */
  readonly baseName: string;
  /** The function around it, by its place in the list; `undefined` for `<module>`. */
  readonly parent: number | undefined;
  readonly kind: FunctionKind;
  readonly exported: boolean;
  /** UTF-16 offsets; a method begins at its first decorator or keyword. */
  readonly start: number;
  readonly end: number;
  /** What it does, token by token, without comments, formatting, types, its own name and the functions in it. */
  readonly tokens: readonly string[];
  /** 32 hexadecimal digits over the tokens: equal where nothing that runs differs. */
  readonly hash: string;
}
