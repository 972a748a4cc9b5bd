/**
 * Text as it may reach a terminal. Names, messages and values come from whoever sends telemetry, and a terminal obeys
 * them: what moves its cursor, sets its title or turns the direction of its text is written as `\u001b`, which JSON reads as the same
 * text. Left are new lines, tabs, and colours (ECMA-48: SGR) but "hidden".
 */
export function toPrintable(text: string): string {
  return text.replaceAll(commanding, (unit, at: number) => (isHarmless(unit, text, at) ? unit : toEscape(unit)));
}

/** Control characters (C0 and C1), and Unicode's for the direction of text (UAX #9). */
const commanding = /[\p{Cc}\p{Bidi_Control}]/gu;
const colour = /^\[(?!8m)\d{1,3}m/;

function isHarmless(unit: string, text: string, at: number): boolean {
  if (unit === '\u001B') return colour.test(text.slice(at + 1, at + 6));
  return unit === '\n' || unit === '\t' || (unit === '\r' && text[at + 1] === '\n');
}

function toEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
