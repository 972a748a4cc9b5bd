import { join } from 'node:path';
import { manifestFileName, parseReleaseManifest, releaseFields } from '@seatrial/model';
import type { ReleaseField } from '@seatrial/model';
import { toCandidate } from '../candidate.ts';
import type { Candidate, Candidates } from '../candidate.ts';
import type { ReleaseNote } from '../note.ts';
import { readTextFile } from '../text-file.ts';

/** The first `seatrial.release.json` in these folders. A bad one is a note, and the search ends: a guess would be worse. */
export function readManifest(folders: readonly string[], notes: ReleaseNote[]): Candidates {
  for (const folder of folders) {
    const path = join(folder, manifestFileName);
    const text = readTextFile(path);
    if (text !== undefined) return toCandidates(text, path, notes);
  }
  return {};
}

function toCandidates(text: string, path: string, notes: ReleaseNote[]): Candidates {
  const found: { [field in ReleaseField]?: Candidate } = {};
  try {
    const { release } = parseReleaseManifest(text, path);
    for (const { field } of releaseFields) {
      const candidate = toCandidate(field, release[field], manifestFileName, notes, `release.${field} in ${path}`);
      if (candidate !== undefined) found[field] = candidate;
    }
  } catch (error) {
    notes.push({ code: 'bad-manifest', message: error instanceof Error ? error.message : String(error) });
  }
  return found;
}
