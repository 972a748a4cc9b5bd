import { releaseFields } from '@seatrial/model';
import type { Release, ReleaseFieldDefinition } from '@seatrial/model';

/** The fields for every span that are not known. */
export function toMissingFields(release: Release): readonly ReleaseFieldDefinition[] {
  return releaseFields.filter((row) => row.stamped && release[row.field] === undefined);
}

const words: Readonly<Record<string, string>> = {
  version: 'version',
  buildId: 'build id',
  deploymentId: 'deployment id',
  ring: 'ring',
};

/** One line that names what is missing and what sets it; `undefined` where nothing is. */
export function formatMissingLine(release: Release): string | undefined {
  const missing = toMissingFields(release);
  if (missing.length === 0) return undefined;
  const names = missing.map((row) => words[row.field] ?? row.field);
  const list = names.length === 1 ? names[0] : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  const who = [release.service, release.version].filter((text) => text !== undefined).join(' ');
  const build = missing.some((row) => row.field === 'buildId')
    ? ', or run "npx seatrial build" in CI for the build id'
    : '';
  return `${who === '' ? '' : `${who}: `}${list} unknown and left out; set ${missing.map((row) => row.variable).join(', ')}${build}.`;
}

/**
 * The two Dockerfile lines that give a container without `.git` what its build knows and it does not: commit and build
 * id. Deployment id and ring belong to the deployment. Empty where nothing is missing.
 */
export function formatDockerLines(release: Release): readonly string[] {
  const names = releaseFields
    .filter((row) => (row.field === 'commit' || row.field === 'buildId') && release[row.field] === undefined)
    .map((row) => row.variable);
  if (names.length === 0) return [];
  return [`ARG ${names.join(' ')}`, `ENV ${names.map((name) => `${name}=$${name}`).join(' ')}`];
}
