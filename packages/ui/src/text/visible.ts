// Controls, marks that turn the direction of text, and characters without width: the C0 and C1 sets, U+200B to U+200F,
// U+2028 to U+202E, U+2060 to U+2069, the byte order mark, and lone surrogates.
const hidden =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u001F\u007F-\u009F\u00AD\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF\uFFF9-\uFFFB]|[\u{E0000}-\u{E007F}]/gu;

/** Text of telemetry, which anybody may have written: what would hide or turn it round is shown as `⟨202e⟩`. */
export function toVisible(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(hidden, (character) => `⟨${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}⟩`);
}

/** As {@link toVisible}, with line breaks and tabs kept: for stacks and bodies of logs. */
export function toVisibleLines(text: string): string {
  return text
    .split(/(\r?\n|\t)/)
    .map((part, index) => (index % 2 === 1 ? part : toVisible(part)))
    .join('');
}
