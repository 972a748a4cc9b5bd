import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { toOriginalPosition } from './source-map.ts';
import type { AnyFunction } from './signatures.ts';

/** The stack at a definition. Turned to text late, and only for functions that run. */
export interface Origin {
  readonly stack?: string;
}

export interface Location {
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

/** Bytes of a file that is read to find a line in it; more would hold up the first call. */
const fileBytes = 2_097_152;
/** What compilers put between a class and its decorators. */
const helper =
  /(?:^|[ .])_*(?:es_?|ts_?|legacy_?)?(?:decorate\w*|applyDec\w*|apply_dec\w*|applyMemberDec\w*|memberDec|dec|Decorate\w*|runInitializers|apply|reduce)(?: \[as \w+\])?$/;
const helperFile =
  /node_modules[\\/](?:tslib|@swc[\\/]helpers|@babel[\\/]runtime\w*|@oxc-project[\\/]runtime|reflect-metadata)[\\/]/;

const modifiers = /^(?:(?:async|get|set)[ \t]+)?(?:\*[ \t]*)?(?=[\w$#[])(?!function\b)/;

/** Remembers who defines a function. `entry` is the function of ours that they called, so that no frame of ours is kept. */
export function captureOrigin(entry: AnyFunction): Origin {
  const before = Error.stackTraceLimit;
  const origin: { stack?: string } = {};
  try {
    Error.stackTraceLimit = 12;
    Error.captureStackTrace(origin, entry);
  } catch {
    // A frozen Error, as under SES: the spans go without a line.
  } finally {
    try {
      Error.stackTraceLimit = before;
    } catch {
      // As above.
    }
  }
  return origin;
}

/**
 * Where a function is defined. The stack names the file; in it the function's text is looked for, since a compiler may
 * apply all decorators of a class in one place; then the file's source map says where that was written.
 */
export function findLocation(origin: Origin | undefined, fn: AnyFunction, member: string): Location | undefined {
  const frame = findFrame(origin?.stack ?? '');
  if (frame === undefined) return undefined;
  const text = readSmallFile(frame.path);
  if (text === undefined) return frame;
  const code = Function.prototype.toString.call(fn);
  const offset = findText(text, code, frame.line);
  if (offset === undefined) return { path: frame.path, line: findMember(text, member, frame.line) };
  const line = countLines(text, offset);
  // Compilers map a method's name; what stands before it would fall to the member above.
  const column = offset - (text.lastIndexOf('\n', offset - 1) + 1) + (modifiers.exec(code)?.[0].length ?? 0);
  return toOriginalPosition(frame.path, text, line, column) ?? { path: frame.path, line };
}

function findFrame(stack: string): Location | undefined {
  for (const text of stack.split('\n').slice(1)) {
    const match = /^\s+at (?:(.*?) \()?((?:file:\/\/\/|\/|[A-Za-z]:[\\/]).*?):(\d+):\d+\)?$/.exec(text);
    if (match === null) continue;
    const [, name = '', file = '', line = ''] = match;
    if (helper.test(name) || helperFile.test(file)) continue;
    return { path: file.startsWith('file:') ? fileURLToPath(file.replace(/[?#].*$/, '')) : file, line: Number(line) };
  }
  return undefined;
}

function readSmallFile(path: string): string | undefined {
  try {
    return statSync(path).size <= fileBytes ? readFileSync(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

/** Where `part` stands in the text; of several places the one nearest to the line. */
function findText(text: string, part: string, nearLine: number): number | undefined {
  let best: number | undefined;
  for (let offset = text.indexOf(part); offset !== -1; offset = text.indexOf(part, offset + 1))
    if (best === undefined || distance(text, offset, nearLine) < distance(text, best, nearLine)) best = offset;
  return best;
}

function distance(text: string, offset: number, line: number): number {
  return Math.abs(countLines(text, offset) - line);
}

function countLines(text: string, end: number): number {
  let line = 1;
  for (let offset = text.indexOf('\n'); offset !== -1 && offset < end; offset = text.indexOf('\n', offset + 1))
    line += 1;
  return line;
}

/**
 * The line of a member in a source that was compiled in memory. Compilers give decorators the line of the decorator or class,
 * which stand before the member, or of the end of the class.
 */
function findMember(text: string, member: string, fromLine: number): number {
  const name = member.replace(/^(?:get|set) /, '').replaceAll(/[.*+?^${}()|[\]\\#]/g, String.raw`\$&`);
  if (name === '') return fromLine;
  const lines = text.split('\n');
  const definition = new RegExp(String.raw`^\s*(?:@\S+\s+|[a-z]+\s+|\*\s*)*${name}\s*[(<=:;](?!.*\);?\s*$)`);
  const isHere = (line: string | undefined): boolean => line !== undefined && definition.test(line);
  const at = fromLine - 1;
  if (isHere(lines[at])) return fromLine;
  const below = lines.findIndex((line, index) => index > at && isHere(line));
  const above = lines.findLastIndex((line, index) => index < at && isHere(line));
  const isBefore = /^\s*(?:@|(?:export\s+|default\s+|abstract\s+)*class\b)/.test(lines[at] ?? '');
  const [first, second] = isBefore ? [below, above] : [above, below];
  return (first === -1 ? second : first) + 1 || fromLine;
}
