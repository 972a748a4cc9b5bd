import { join } from 'node:path';
import { releaseFields, releaseStampKey } from '@seatrial/model';
import type { Release, ReleaseField, ReleaseManifest } from '@seatrial/model';
import { detectRelease } from '@seatrial/release';

/** What belongs to a deployment and not to the build; it comes from the environment where the build runs. */
const deploymentFields: ReadonlySet<ReleaseField> = new Set([
  'instanceId',
  'deploymentId',
  'deploymentName',
  'ring',
  'environment',
]);

/** Who the build in a folder is, with the source of each field. */
export function detectIdentity(home: string): Pick<ReleaseManifest, 'release' | 'sources'> {
  const { release, sources } = detectRelease({ cwd: home, entry: join(home, 'package.json'), manifest: false });
  return { release: pick(release), sources: pick(sources) };
}

function pick(fields: Release): Release {
  const known = releaseFields.flatMap(({ field }) => {
    const value = fields[field];
    return value === undefined || deploymentFields.has(field) ? [] : [[field, value] as const];
  });
  return Object.fromEntries(known);
}

/** The line that leaves the identity where a bundle runs, for register() to find without a file. */
export function toStampLine(release: Release): string {
  const key = Symbol.keyFor(releaseStampKey);
  return `globalThis[Symbol.for(${JSON.stringify(key)})]??=${JSON.stringify({ schema: 1, release })};`;
}
