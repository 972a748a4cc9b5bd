import { join } from 'node:path';
import { manifestFileName, parseReleaseIdentity, releaseFields, releaseStampKey } from '@seatrial/model';
import type { ReleaseField } from '@seatrial/model';
import { toCandidate } from '../candidate.ts';
import type { Candidate, Candidates } from '../candidate.ts';
import type { ReleaseNote } from '../note.ts';
import { readTextFile } from '../text-file.ts';

/** A `seatrial.release.json` that was found. */
export interface FoundManifest {
  readonly path: string;
  /** The package of the application, as `findPackageFolder` says: without symbolic links. */
  readonly packageFolder: string;
  /** Its probe plan, which nobody has looked at; absent where it has none, or cannot be read at all. */
  readonly plan?: unknown;
}

export interface ReadManifest {
  readonly candidates: Candidates;
  readonly found?: Omit<FoundManifest, 'packageFolder'>;
}

/** The first `seatrial.release.json` in these folders. A bad one is a note, and the search ends: a guess would be worse. */
export function readManifest(folders: readonly string[], notes: ReleaseNote[]): ReadManifest {
  for (const folder of folders) {
    const path = join(folder, manifestFileName);
    const text = readTextFile(path);
    if (text !== undefined) return parse(text, path, notes);
  }
  return readStamp(notes);
}

/** What `@seatrial/unplugin` has put into the bundle that runs, where no file came along. */
function readStamp(notes: ReleaseNote[]): ReadManifest {
  const stamp = (globalThis as Readonly<Record<symbol, unknown>>)[releaseStampKey];
  if (stamp === undefined) return { candidates: {} };
  const { candidates } = parse(JSON.stringify(stamp), 'the bundle', notes, 'the bundle');
  return { candidates };
}

function parse(text: string, path: string, notes: ReleaseNote[], source: string = manifestFileName): ReadManifest {
  const found: { [field in ReleaseField]?: Candidate } = {};
  try {
    const { release, plan } = parseReleaseIdentity(text, path);
    for (const { field } of releaseFields) {
      const candidate = toCandidate(field, release[field], source, notes, `release.${field} in ${path}`);
      if (candidate !== undefined) found[field] = candidate;
    }
    return { candidates: found, found: { path, ...(plan !== undefined && { plan }) } };
  } catch (error) {
    notes.push({ code: 'bad-manifest', message: error instanceof Error ? error.message : String(error) });
    return { candidates: {}, found: { path } };
  }
}
