import type { Comparison } from '../url/comparison.ts';

/** A command line whose words any shell takes; undefined options are left out. */
export function toCommand(
  words: readonly string[],
  options: Readonly<Record<string, string | undefined>> = {},
): string {
  const given = Object.entries(options).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`--${name}`, value],
  );
  return [...words, ...given].map(toWord).join(' ');
}

/** The verdict of a release page, in a terminal. */
export function toVerifyCommand(comparison: Comparison): string {
  const { from, to, ...rest } = comparison;
  return toCommand(['npx', 'seatrial', 'verify'], { ...rest, since: toIso(from), until: toIso(to) });
}

/** Milliseconds are not what a command takes. */
export function toIso(time: string | undefined): string | undefined {
  return time !== undefined && /^\d+$/.test(time) ? new Date(Number(time)).toISOString() : time;
}

function toWord(text: string): string {
  return /^[\w.,:/=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
