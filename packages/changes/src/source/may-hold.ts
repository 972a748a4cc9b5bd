/** Words in names of functions that are not in the text of the file. */
const added = /<(?:anonymous|call|class|iife|module)>|>return\b|\bstatic\{\}|(?:^|[./(])(?:get|set|new) |\bdefault\b/g;

/** Texts and computed keys may be written in other ways than the name shows them. */
const written = /"(?:[^"\\]|\\.)*"|\[[^\]]*\]/g;

/** A name of a function as far as its text can be looked for. */
export interface SoughtName {
  /** The words that are in any text which holds a function of the name, in order; none where the name does not tell. */
  readonly words: readonly string[];
  /** What has to be declared or assigned there; `undefined` where it is called, or anything else. */
  readonly binding: string | undefined;
  /** Whether it may be a property of the binding that is assigned. */
  readonly isChain: boolean;
}

export function toSought(name: string): SoughtName {
  const words =
    name
      .replace(written, ' ')
      .replace(added, ' ')
      .match(/(?<![\w$])[A-Za-z_$][\w$]*/g) ?? [];
  const [, binding, after] = /^([A-Za-z_$][\w$]*)($|[/>.[])/.exec(name) ?? [];
  return { words, binding: binding === words[0] ? binding : undefined, isChain: after === '.' || after === '[' };
}

/** What words may be written with, so that they are not found in a text. */
export const escapes: RegExp = /\\[ux0-7\r\n]/g;

/** Whether a function of a name may be written in a text without escapes. */
export function mayHold(text: string, { words, binding, isChain }: SoughtName): boolean {
  let at = 0;
  for (const word of words) {
    const found = text.indexOf(word, at);
    if (found === -1) return false;
    at = found + word.length;
  }
  return binding === undefined || mayBind(text, binding, isChain);
}

const declaring: ReadonlySet<string> = new Set(
  'async class const enum function get let module namespace set static using var'.split(' '),
);

/** Whether a text may give a function the name, rather than call or pass it. */
function mayBind(text: string, name: string, isChain: boolean): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    const end = at + name.length;
    if (isPartOfWord(text[at - 1]) || isPartOfWord(text[end])) continue;
    const before = text.slice(Math.max(0, at - 40), at).trimEnd();
    const after = text.slice(end, end + 40).trimStart();
    // A comment, or so much white space, can hide what is there.
    if (before === '' || before.endsWith('/') || after === '' || after.startsWith('/')) return true;
    if (declaring.has(/[\w$]*$/.exec(before)?.[0] ?? '') || before.endsWith('*')) return true;
    if (/^(?:=(?![=>])|:|\|\|=|&&=|\?\?=|!|\)[\s)]*=(?![=>])|as\b|satisfies\b)/.test(after)) return true;
    if (/^[(<]/.test(after) && /[{,]$/.test(before)) return true;
    if (isChain && /^(?:[.[]|\?\.)/.test(after)) return true;
  }
  return false;
}

function isPartOfWord(mark: string | undefined): boolean {
  return mark !== undefined && /[\w$\u0080-\uffff]/.test(mark);
}

const declaration =
  /\bexport(?:\s|\/\*[^*]*\*\/)+(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(class|const|enum|function\*?|interface|namespace)\s+([A-Za-z_$][\w$]*)/;

/** Whether a statement may export a binding that is not declared in it, or not with it. */
export function mayExport(statement: string, binding: string): boolean {
  const first = statement.indexOf('export');
  if (first === -1 || !statement.includes(binding)) return false;
  const [, kind, declared] = declaration.exec(statement) ?? [];
  const single = statement.indexOf('export', first + 1) === -1;
  if (declared === undefined || !single || declared === binding) return true;
  return kind === 'const' && new RegExp(`,\\s*${binding.replaceAll('$', '\\$')}\\s*(?:[:!]|=(?![=>]))`).test(statement);
}
