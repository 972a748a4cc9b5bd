import type { Style } from '../terminal.ts';

const palette: readonly Style[] = [
  'cyan',
  'magenta',
  'yellow',
  'green',
  'blue',
  'cyanBright',
  'magentaBright',
  'yellowBright',
];

/** One colour for one release, the same in every command. */
export function toReleaseColour(release: string): Style {
  let hash = 0;
  for (let index = 0; index < release.length; index += 1) hash = (hash * 31 + release.charCodeAt(index)) >>> 0;
  return palette[hash % palette.length] ?? 'cyan';
}
