import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { SeatrialError } from '@seatrial/model';
import type { PlannedFile, ProbePlan } from '@seatrial/model';
import { composeMap } from '../map/compose-map.ts';
import { readSourceMap } from '../map/source-map-file.ts';
import { toFileDigest } from './file-digest.ts';
import { applyEdits } from './insert.ts';

/** A file, or its source map, as it is to be. */
interface WrittenText {
  readonly path: string;
  readonly text: string;
}

/**
 * Rewrites the files of a plan in place, with their source maps, for where nothing can be inserted while they are loaded.
 * Gives the plan that belongs to them: nothing is left to insert, and the hashes are those of the written files.
 * @throws SeatrialError `SEATRIAL_BAD_ARGUMENT` where a file is not what the plan was made for; nothing is written then.
 */
export async function writePlan(folder: string, plan: ProbePlan): Promise<ProbePlan> {
  const texts: WrittenText[] = [];
  const files: PlannedFile[] = [];
  for (const file of plan.files) {
    const path = join(folder, file.path);
    const bytes = await readFile(path);
    if (toFileDigest(bytes).sha256 !== file.sha256)
      throw new SeatrialError('SEATRIAL_BAD_ARGUMENT', `${file.path} has changed meanwhile. Run this command again.`);
    const written = await toWritten(path, bytes.toString('utf8'), file);
    texts.push(...written);
    const { path: name, functions } = file;
    files.push({ path: name, ...toFileDigest(Buffer.from(written[0].text)), edits: [], functions });
  }
  for (const { path, text } of texts) await writeFile(path, text);
  return { ...plan, files };
}

/** The file itself, and its map where that is a file of its own and has changed. */
async function toWritten(
  path: string,
  text: string,
  { edits }: PlannedFile,
): Promise<readonly [WrittenText, ...WrittenText[]]> {
  const edited = applyEdits(text, edits);
  const map = await readSourceMap(path, text);
  const moved = typeof map === 'string' ? undefined : composeMap(text, edits, map.json, true);
  if (moved === undefined) return [{ path, text: edited }];
  const comments = [...edited.matchAll(/(\/\/[#@] sourceMappingURL=)(\S+)[ \t]*$/gm)];
  const [all = '', head = '', url = ''] = comments.at(-1) ?? [];
  if (!url.startsWith('data:'))
    return [
      { path, text: edited },
      { path: url === '' ? `${path}.map` : resolve(dirname(path), url), text: moved },
    ];
  const at = comments.at(-1)?.index ?? 0;
  const inline = `${head}data:application/json;base64,${Buffer.from(moved).toString('base64')}`;
  return [{ path, text: edited.slice(0, at) + inline + edited.slice(at + all.length) }];
}
