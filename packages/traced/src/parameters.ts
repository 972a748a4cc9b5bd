import type { AnyFunction } from './signatures.ts';

const pairs: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/**
 * The names of a function's parameters, from its text: `...names` for the rest, `0`, `1`, … by position for those that are
 * taken apart. Empty for what has no text, such as a bound function.
 */
export function toParameterNames(fn: AnyFunction): readonly string[] {
  const text = stripComments(Function.prototype.toString.call(fn));
  const arrow = /^(?:async\s+)?([\w$]+)\s*=>/.exec(text);
  if (arrow !== null) return [arrow[1] ?? ''];
  // A computed key, as in `['a'](b) {}`, stands before the list.
  const start = findListStart(text);
  if (start === -1 || text.includes('[native code]')) return [];
  return splitList(text.slice(start + 1)).map((parameter, index) => {
    const name = /^\s*(\.\.\.)?\s*([\w$]+)/.exec(parameter);
    return name === null ? String(index) : `${name[1] ?? ''}${name[2] ?? ''}`;
  });
}

function findListStart(text: string): number {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index] ?? '';
    if (char === '[') depth += 1;
    else if (char === ']') depth -= 1;
    else if (char === '(' && depth === 0) return index;
    else if (isQuote(char)) index = skipText(text, index);
  }
  return -1;
}

/** The top-level parts up to the closing parenthesis. */
function splitList(text: string): readonly string[] {
  const parts: string[] = [];
  const open: string[] = [];
  let from = 0;
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index] ?? '';
    if (isQuote(char)) index = skipText(text, index);
    else if (char in pairs) open.push(pairs[char] ?? '');
    else if (open.length > 0 && char === open.at(-1)) open.pop();
    else if (open.length === 0 && (char === ',' || char === ')')) {
      const part = text.slice(from, index);
      if (part.trim() !== '') parts.push(part);
      from = index + 1;
      if (char === ')') return parts;
    }
  }
  return parts;
}

function isQuote(char: string): boolean {
  return char === "'" || char === '"' || char === '`';
}

/** The index of the quote that ends the text which begins at `start`. */
function skipText(text: string, start: number): number {
  const quote = text[start];
  for (let index = start + 1; index < text.length; index += 1) {
    if (text[index] === '\\') index += 1;
    else if (text[index] === quote) return index;
  }
  return text.length;
}

function stripComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/.*$/gm, '');
}
