import type { Language } from './language.ts';
import { block, inside, outside } from './inert-text.ts';
import { toPassedOver } from './known-cuts.ts';
import type { KnownCuts } from './known-cuts.ts';

/**
 * Where a file can be cut without cutting a statement: offsets of line starts, the first 0. Each part, parsed alone, is what
 * it is in the file. Only braces, strings, comments and regular expressions are looked at, and nothing that is `known` twice.
 * @returns `undefined` where that does not tell for sure: JSX, a slash that may be a division or not, braces that do not match.
 */
export function toChunks(text: string, language: Language, known?: KnownCuts): readonly number[] | undefined {
  const unknown = language === 'ts' ? unsureAnywhere : [...unsureAnywhere, '</', '/>'];
  if (unknown.some((each) => text.includes(each))) return undefined;
  return new Scanner(text, known).scan();
}

/** Comments of HTML in scripts, and characters that end a line where nobody expects it. */
const unsureAnywhere = ['<!--', '-->', '\u2028', '\u2029'];

/** Words that go on with a statement after a line that could have ended it. */
const continuing: ReadonlySet<string> = new Set(
  'as assert catch else extends finally from implements in instanceof is of satisfies while with'.split(' '),
);

/** Keywords after which a slash begins a regular expression. */
const beforeExpression: ReadonlySet<string> = new Set(
  'case default delete do else in instanceof new return throw typeof void'.split(' '),
);

/** Words that are keywords in some places only. */
const unsure: ReadonlySet<string> = new Set(['await', 'of', 'yield']);

class Scanner {
  readonly #text: string;
  readonly #known: KnownCuts | undefined;
  readonly #starts: number[] = [0];
  /** Open braces; a backtick for the expression in a template. */
  readonly #open: string[] = [];

  constructor(text: string, known: KnownCuts | undefined) {
    this.#text = text;
    this.#known = known;
  }

  scan(): readonly number[] | undefined {
    const text = this.#text;
    let next = text.startsWith('#!') ? Math.max(text.indexOf('\n'), 0) : 0;
    next = this.#passOver() ?? next;
    for (;;) {
      const telling = this.#open.length === 0 ? outside : inside;
      telling.lastIndex = next;
      telling.test(text);
      const at = telling.lastIndex;
      if (at >= text.length) break;
      const cuts = this.#starts.length;
      next = this.#step(text[at] ?? '', at);
      if (next === -1) return undefined;
      if (this.#starts.length > cuts) next = this.#passOver() ?? next;
    }
    return this.#open.length === 0 ? this.#starts : undefined;
  }

  /** Where to go on after statements of which the cuts are known; `undefined` where none are. */
  #passOver(): number | undefined {
    if (this.#known === undefined) return undefined;
    const passed = toPassedOver(this.#known, this.#starts.at(-1) ?? 0);
    for (const start of passed) this.#starts.push(start);
    return passed.at(-1);
  }

  /** Where to go on; -1 where it cannot be told. */
  #step(mark: string, at: number): number {
    switch (mark) {
      case '"':
      case "'":
        return this.#toStringEnd(mark, at + 1);
      case '`':
        return this.#toTemplateEnd(at + 1);
      case '/':
        return this.#toSlashEnd(at);
      case '{':
        return this.#toBlockEnd(at);
      case '}':
        return this.#close(at);
      default:
        this.#cut(at + 1, false);
        return at + 1;
    }
  }

  #toBlockEnd(at: number): number {
    if (this.#open.length === 0) {
      block.lastIndex = at;
      if (block.test(this.#text)) {
        const end = block.lastIndex;
        this.#cut(end, true);
        return end;
      }
    }
    this.#open.push('{');
    return at + 1;
  }

  #close(at: number): number {
    const opened = this.#open.pop();
    if (opened === undefined) return -1;
    if (opened === '`') return this.#toTemplateEnd(at + 1);
    if (this.#open.length === 0) this.#cut(at + 1, true);
    return at + 1;
  }

  /** After a semicolon anything begins a statement that does not go on with one; after a brace a word or decorator on a new line. */
  #cut(from: number, brace: boolean): void {
    const [next, line] = skipTrivia(this.#text, from);
    if (line === -1 || next >= this.#text.length) return;
    const word = toWord(this.#text, next);
    if (continuing.has(word) || (brace && word === '' && this.#text[next] !== '@')) return;
    // The head of a loop has semicolons in it. No other brackets than braces hold what could be cut.
    if (!brace && hasLoop(this.#text.slice(this.#starts.at(-1), from))) return;
    this.#starts.push(line);
  }

  #toStringEnd(mark: string, from: number): number {
    const text = this.#text;
    const end = text.indexOf(mark, from);
    // Most strings are short words.
    if (end !== -1 && !/[\\\n]/.test(text.slice(from, end))) return end + 1;
    const telling = mark === '"' ? /["\\\n]/g : /['\\\n]/g;
    for (telling.lastIndex = from; telling.test(text);) {
      const at = telling.lastIndex - 1;
      if (text[at] === mark) return at + 1;
      if (text[at] === '\n') return -1;
      telling.lastIndex = at + (text[at + 1] === '\r' ? 3 : 2);
    }
    return -1;
  }

  #toTemplateEnd(from: number): number {
    const text = this.#text;
    const telling = /[`\\$]/g;
    for (telling.lastIndex = from; telling.test(text);) {
      const at = telling.lastIndex - 1;
      if (text[at] === '`') return at + 1;
      if (text[at] === '\\') telling.lastIndex = at + 2;
      else if (text[at + 1] === '{') {
        this.#open.push('`');
        return at + 2;
      }
    }
    return -1;
  }

  #toSlashEnd(at: number): number {
    const text = this.#text;
    const next = text[at + 1];
    const end = toEnd(text.indexOf('\n', at), text.length);
    // A carriage return alone ends a line, too, where nobody looks for it.
    if (next === '/') return /\r./.test(text.slice(at, end)) ? -1 : end;
    if (next === '*') return toEnd(text.indexOf('*/', at + 2), -3) + 2;
    const kind = this.#toSlashKind(at);
    if (kind === 'division') return at + 1;
    if (kind === 'regex') return toRegexEnd(text, at + 1, end);
    // A regular expression ends on its line: without another slash there is none.
    return text.slice(at + 1, end).includes('/') ? -1 : at + 1;
  }

  #toSlashKind(at: number): 'division' | 'regex' | 'unsure' {
    const text = this.#text;
    let before = at - 1;
    while (text[before] === ' ' || text[before] === '\t') before -= 1;
    const mark = text[before] ?? '\n';
    if (/[\])"'`\d]/.test(mark)) return mark === ')' || mark === '`' ? 'unsure' : 'division';
    if ('(,=:[&|?{;*%~^<'.includes(mark)) return 'regex';
    if (mark === '>' && text[before - 1] === '=') return 'regex';
    if (!/[\w$]/.test(mark)) return 'unsure';
    let start = before;
    while (/[\w$]/.test(text[start - 1] ?? '')) start -= 1;
    const word = text.slice(start, before + 1);
    const isKeyword = beforeExpression.has(word) || unsure.has(word);
    if (!isKeyword) return text.charCodeAt(start - 1) > 0x7f ? 'unsure' : 'division';
    return unsure.has(word) || text[start - 1] === '.' || text[start - 1] === '#' ? 'unsure' : 'regex';
  }
}

/** Most pieces of a text have no such letters, and to look for those takes less than to look for the word. */
function hasLoop(text: string): boolean {
  return text.includes('for') && /\bfor\b/.test(text);
}

const space = /\s*/y;

/** The next character that is neither white space nor comment, and the first start of a line before it (-1 without one). */
function skipTrivia(text: string, from: number): readonly [next: number, line: number] {
  let line = -1;
  let start = from;
  while (text[start] === '\n') start += 1;
  if (start > from) line = from + 1;
  if (/[A-Za-z]/.test(text[start] ?? '')) return [start, line];
  for (let at = start; ;) {
    space.lastIndex = at;
    space.test(text);
    const end = space.lastIndex;
    const feed = line === -1 ? text.slice(at, end).indexOf('\n') : -1;
    if (feed !== -1) line = at + feed + 1;
    if (text.startsWith('//', end)) at = toEnd(text.indexOf('\n', end), text.length);
    else if (text.startsWith('/*', end)) at = toEnd(text.indexOf('*/', end + 2), text.length - 2) + 2;
    else return [end, line];
  }
}

/** Where the first statement of a text begins. */
export function toFirstToken(text: string): number {
  return skipTrivia(text, text.startsWith('#!') ? toEnd(text.indexOf('\n'), text.length) : 0)[0];
}

function toRegexEnd(text: string, from: number, end: number): number {
  let inClass = false;
  for (let at = from; at < end; at += 1) {
    const mark = text[at];
    if (mark === '\\') at += 1;
    else if (mark === '[') inClass = true;
    else if (mark === ']') inClass = false;
    else if (mark === '/' && !inClass) return at + 1;
  }
  return -1;
}

const word = /[A-Za-z_$][\w$]*/y;

function toWord(text: string, at: number): string {
  word.lastIndex = at;
  const found = word.exec(text)?.[0];
  const end = at + (found?.length ?? 0);
  // Other letters than those of English take long to tell, and are rare.
  if (text[end] !== '\\' && !(text.charCodeAt(end) > 0x7f)) return found ?? '';
  return /^[\p{ID_Start}$_\\][\p{ID_Continue}$]*/u.exec(text.slice(at, at + 40))?.[0] ?? '';
}

function toEnd(found: number, otherwise: number): number {
  return found === -1 ? otherwise : found;
}
