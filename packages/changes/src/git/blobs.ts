import type { Git } from './git.ts';

/** Bytes of a file beyond which it is generated, not written. */
export const mostFileBytes = 4_194_304;

/** The texts of blobs by their hash, by one process. A blob that is too large comes as `undefined`. */
export function readBlobs(git: Git, blobs: readonly string[]): ReadonlyMap<string, string | undefined> {
  const wanted = [...new Set(blobs)].filter((blob) => !/^0+$/.test(blob));
  const texts = new Map<string, string | undefined>();
  if (wanted.length === 0) return texts;
  const output = git.ask(['cat-file', '--batch'], { input: `${wanted.join('\n')}\n` });
  for (let at = 0; at < output.length;) {
    const end = output.indexOf(10, at);
    if (end === -1) break;
    const [blob = '', , size] = output.toString('latin1', at, end).split(' ');
    if (size === undefined) {
      at = end + 1;
      continue;
    }
    const start = end + 1;
    const bytes = Number(size);
    texts.set(blob, bytes > mostFileBytes ? undefined : output.toString('utf8', start, start + bytes));
    at = start + bytes + 1;
  }
  return texts;
}
