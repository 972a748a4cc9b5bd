/** One line of a stack as V8 writes it. */
export interface StackFrame {
  /** Empty where V8 knows none. */
  readonly name: string;
  /** A path or a URL, as it was recorded. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  /** True for code that the author did not write: Node.js itself, and packages. */
  readonly foreign: boolean;
}

/** The frames of a recorded stack (V8's stack trace API, "Stack trace format"); lines that are none are left out. */
export function parseStack(stack: string): readonly StackFrame[] {
  return stack.split('\n').flatMap((text): readonly StackFrame[] => {
    const match = /^\s*at (?:async )?(?:(?:new )?(.+?) \()?(?:file:\/\/)?([^()]+?):(\d+):(\d+)\)?$/.exec(text);
    const [, name = '', file = '', line, column] = match ?? [];
    if (file === '') return [];
    const foreign = file.startsWith('node:') || /[\\/]node_modules[\\/]/.test(file);
    return [{ name, file, line: Number(line), column: Number(column), foreign }];
  });
}
