// What can be passed over without a look at each of its parts, as regular expressions. Each repetition has one way to match a
// text, so that none that fails takes longer than the text is.

const plain = '[^"\'`/{}]*';

const whole = [
  String.raw`"[^"\\\n]*(?:\\(?:\r\n|[^])[^"\\\n]*)*"`,
  String.raw`'[^'\\\n]*(?:\\(?:\r\n|[^])[^'\\\n]*)*'`,
  '`[^`\\\\$]*(?:(?:\\\\[^]|\\$\\{[^"\'`/{}]*\\}|\\$(?!\\{))[^`\\\\$]*)*`',
  // A carriage return alone ends a line, too, where nobody looks for it.
  String.raw`\/\/[^\r\n]*(?=\r?\n)`,
  String.raw`\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/`,
].join('|');

function toBlock(depth: number): string {
  const inner = depth === 0 ? whole : `${whole}|${toBlock(depth - 1)}`;
  return String.raw`\{${plain}(?:(?:${inner})${plain})*\}`;
}

/** A block of braces with what is in it, as deep as most are. */
export const block: RegExp = new RegExp(toBlock(5), 'y');

/** Up to what tells inside of braces: whole strings, comments and smaller blocks do not. */
export const inside: RegExp = new RegExp(`${plain}(?:(?:${whole}|${toBlock(2)})${plain})*`, 'y');

/** The same outside of braces, where the end of a block or a statement does. */
export const outside: RegExp = new RegExp(`[^"'\`/{};]*(?:(?:${whole})[^"'\`/{};]*)*`, 'y');
