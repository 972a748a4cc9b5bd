import type { ReleaseField } from '@seatrial/model';
import { toCandidate } from '../candidate.ts';
import type { Candidate, Candidates } from '../candidate.ts';
import type { GitState } from '../git/detect-git.ts';
import type { ReleaseNote } from '../note.ts';
import type { PackageFile } from '../package-file.ts';

/** What the repository says. */
export function readGit(git: GitState | undefined, notes: ReleaseNote[]): Candidates {
  const found: { [field in ReleaseField]?: Candidate } = {};
  const rows: readonly (readonly [ReleaseField, string | undefined])[] = [
    ['commit', git?.commit],
    ['branch', git?.branch],
    ['repositoryUrl', git?.remote],
  ];
  for (const [field, value] of rows) {
    const candidate = toCandidate(field, value, '.git', notes, `${field} in .git`);
    if (candidate !== undefined) found[field] = candidate;
  }
  return found;
}

/** The name in package.json, without its scope: `@acme/checkout` is the service `checkout`. */
export function readPackage(file: PackageFile | undefined, notes: ReleaseNote[]): Candidates {
  const service = toCandidate(
    'service',
    file?.name?.replace(/^@[^/]+\//, ''),
    'package.json',
    notes,
    'name in package.json',
  );
  return service === undefined ? {} : { service };
}

/**
 * The version where nobody gave one: `<package version>-g<seven digits of the commit>`, or what there is of the two.
 * Build metadata is cut off, since `+` turns into a space in addresses and is not allowed in Kubernetes labels.
 */
export function composeVersion(file: PackageFile | undefined, commit: string | undefined): Candidate | undefined {
  const version = file?.version?.split('+')[0];
  if (version && commit) return { value: `${version}-g${commit.slice(0, 7)}`, source: 'package.json and commit' };
  if (version) return { value: version, source: 'package.json' };
  return commit === undefined ? undefined : { value: commit.slice(0, 7), source: 'commit' };
}
