import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { matchesVersion } from '@seatrial/model';
import type { ChangesFile } from '@seatrial/model';
import type { ChangesReader, UploadedChanges } from '@seatrial/trial';
import { bad } from '../fields.ts';
import type { Records } from '../records/records.ts';
import { createChangesFolder, createChangesMemory } from './changes-files.ts';

/** Where the changes of releases are uploaded and looked up. */
export interface ReleaseChanges extends ChangesReader {
  /** Rejects with `SEATRIAL_BAD_ARGUMENT` where the file names no service. */
  upload(file: ChangesFile): Promise<UploadedChanges>;
}

/** The folder of the state directory that uploaded changes are in. */
const changesFolderName = 'changes';

/** Uploads in Seatrial's own records, and their files in the state directory; in memory where there is none. */
export function createReleaseChanges(
  records: Records,
  stateDirectory: string | undefined,
  now: () => number = Date.now,
): ReleaseChanges {
  const files =
    stateDirectory === undefined ? createChangesMemory() : createChangesFolder(join(stateDirectory, changesFolderName));
  return {
    async uploads({ service, release } = {}) {
      const all = (await records.list('release')).filter(
        (upload) =>
          (service === undefined || upload.service === service) &&
          (release === undefined || matchesVersion(upload.version, release)),
      );
      return all.toReversed().toSorted((a, b) => b.uploadedAt.localeCompare(a.uploadedAt));
    },
    changes: (id) => files.get(id),
    async upload(file) {
      const upload = toUpload(file, new Date(now()).toISOString());
      await files.put(upload.id, file);
      await records.put('release', upload);
      return upload;
    },
  };
}

function toUpload({ release, from, to, createdAt, functions }: ChangesFile, uploadedAt: string): UploadedChanges {
  const { service = '', version = '', commit = '', buildId = '' } = release;
  if (service === '') throw bad('release.service is missing: whose changes are these?');
  const digest = createHash('sha256')
    .update(JSON.stringify([service, version, commit, buildId]))
    .digest('hex');
  const identity = { id: digest.slice(0, 16), service, version, commit, buildId };
  const authors = new Map(
    functions.flatMap((change) =>
      change.authors.map(({ name, email }) => [`${name} <${email.toLowerCase()}>`, { name, email }] as const),
    ),
  );
  const whose = { functions: functions.length, authors: [...authors.values()] };
  return { ...identity, from, to, createdAt, uploadedAt, ...whose };
}
