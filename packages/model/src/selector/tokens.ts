import { SeatrialError } from '../error.ts';

/** A piece of selector text: a word (bare or quoted) or one of the signs `= != < > ~ ^= | ,`. */
export interface Token {
  readonly kind: 'word' | 'sign';
  readonly text: string;
  readonly quoted: boolean;
  /** Offset in the text given, in UTF-16 units. */
  readonly at: number;
}

const signs = ['!=', '^=', '=', '<', '>', '~', '|', ','] as const;

/**
 * Cuts selector text into tokens. White space around a token is dropped, inside a bare word it is kept.
 * In quotes, `\"` is a quote and `\\` a backslash.
 * @throws SeatrialError `SEATRIAL_BAD_SELECTOR` for a quote that is not closed.
 */
export function toTokens(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const sign = signs.find((candidate) => text.startsWith(candidate, at));
    if (text[at]?.trim() === '') at += 1;
    else if (sign !== undefined) {
      tokens.push({ kind: 'sign', text: sign, quoted: false, at });
      at += sign.length;
    } else {
      const end = text[at] === '"' ? quotedEnd(text, at) : bareEnd(text, at);
      tokens.push(toWord(text, at, end));
      at = end;
    }
  }
  return tokens;
}

function toWord(text: string, at: number, end: number): Token {
  const quoted = text[at] === '"';
  const raw = text.slice(at, end);
  return { kind: 'word', text: quoted ? raw.slice(1, -1).replaceAll(/\\(["\\])/g, '$1') : raw.trimEnd(), quoted, at };
}

function bareEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '"' && !signs.some((sign) => text.startsWith(sign, at))) at += 1;
  return at;
}

function quotedEnd(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
  }
  throw new SeatrialError(
    'SEATRIAL_BAD_SELECTOR',
    `The quote at character ${from + 1} of ${JSON.stringify(text)} is not closed. Add the second quote.`,
  );
}
