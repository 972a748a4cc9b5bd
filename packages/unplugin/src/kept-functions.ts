/** Which functions of which files of a plan are still there when a bundler has thrown out what nobody uses. */
export interface KeptFunctions {
  /** Undefined where the output does not tell. */
  has(file: number, index: number): boolean | undefined;
}

/** Looks for the probes in what a bundler has written, whatever names a minifier gave. */
export function findKeptFunctions(plan: string, texts: readonly string[]): KeptFunctions {
  const opening = new RegExp(
    String.raw`(?:\{\s*c:\s*([\w$]+)[^{}]*\}\s*=\s*)?globalThis\[Symbol\.for\([^()]*\)\]\?\.open\(\s*["'\u0060]${plan}["'\u0060]\s*,\s*(\d+)\s*\)`,
    'g',
  );
  const counters = new Map<number, { readonly text: string; readonly name: string | undefined }[]>();
  for (const text of texts)
    for (const [, name, file] of text.matchAll(opening)) {
      const known = counters.get(Number(file));
      if (known === undefined) counters.set(Number(file), [{ text, name }]);
      else known.push({ text, name });
    }
  return {
    has(file, index) {
      const found = counters.get(file) ?? [];
      // Where a module of a cycle may be called early, it is opened a second time, without a name for the counter.
      const named = found.filter(({ name }) => name !== undefined);
      if (found.length > 0 && named.length === 0) return undefined;
      return named.some(({ text, name }) => text.includes(`${name}[${index}]++`));
    },
  };
}
