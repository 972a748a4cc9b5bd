/** A command line as far as it is written, in bash's quoting. */
export interface BashLine {
  /** The last one is being written; empty after white space. */
  readonly words: readonly string[];
  /** The quote that is open, or none. */
  readonly quote: '"' | "'" | '';
}

/** Takes a line apart as bash does (Bash Reference Manual, "Quoting"): no expansions, which completion cannot know. */
export function parseBashLine(line: string): BashLine {
  const words: string[] = [];
  let word: string | undefined;
  let quote: BashLine['quote'] = '';
  for (let at = 0; at < line.length; at += 1) {
    const sign = line[at] ?? '';
    if (quote === '' && /\s/.test(sign)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (sign === quote) quote = '';
    else if (quote === '' && (sign === '"' || sign === "'")) {
      quote = sign;
      word ??= '';
    } else if (sign === '\\' && quote !== "'") {
      at += 1;
      word = (word ?? '') + (line[at] ?? '');
    } else word = (word ?? '') + sign;
  }
  return { words: [...words, word ?? ''], quote };
}

/** What bash takes for its own outside of quotes. */
const special = /[\s"'\\|&;()<>$`*?[\]#~!{}]/g;

/** The rest of a word as it is typed where `quote` is open. */
export function toBashText(text: string, quote: BashLine['quote']): string {
  if (quote === "'") return text;
  return quote === '"' ? text.replaceAll(/["\\$`]/g, String.raw`\$&`) : text.replaceAll(special, String.raw`\$&`);
}
