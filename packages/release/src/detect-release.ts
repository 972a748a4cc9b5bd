import { dirname } from 'node:path';
import { releaseFields } from '@seatrial/model';
import type { Release, ReleaseField } from '@seatrial/model';
import { toCandidate } from './candidate.ts';
import type { Candidate, Candidates, Environment } from './candidate.ts';
import { detectGit } from './git/detect-git.ts';
import type { ReleaseNote } from './note.ts';
import { findApplication, isInstalled } from './package-file.ts';
import type { PackageFile } from './package-file.ts';
import { composeVersion, readGit, readPackage } from './sources/checkout.ts';
import { readCi } from './sources/ci.ts';
import { readKubernetes } from './sources/kubernetes.ts';
import { readManifest } from './sources/manifest.ts';
import type { FoundManifest, ReadManifest } from './sources/manifest.ts';
import { readOpenTelemetryVariables } from './sources/opentelemetry.ts';
import { readPlatforms } from './sources/platforms.ts';
import { readSeatrialVariables } from './sources/seatrial.ts';
import { toFolders, toRealPath } from './text-file.ts';

export interface DetectOptions {
  /** Default `process.env`. */
  readonly env?: Environment;
  /** The working directory. Default `process.cwd()`. */
  readonly cwd?: string;
  /** The main script: package.json, manifest and `.git` are looked for from its folder upwards. Default `process.argv[1]`. */
  readonly entry?: string;
  /** Fields that the caller knows; they win over everything. */
  readonly release?: Release;
  /** Read `seatrial.release.json`. `false` is for writing it anew. Default `true`. */
  readonly manifest?: boolean;
  /** The folder taken for `/` where a platform leaves files. Default `/`. */
  readonly root?: string;
}

export interface DetectedRelease {
  readonly release: Release;
  /** Where each field came from, in words: `SEATRIAL_RING`, `GitHub Actions: GITHUB_SHA`, `.git`. */
  readonly sources: Readonly<Partial<Record<ReleaseField, string>>>;
  readonly notes: readonly ReleaseNote[];
  /** The `seatrial.release.json` that was read. */
  readonly manifest?: FoundManifest;
}

/**
 * Finds which release this process runs, field by field. It never throws, starts no process and asks no network.
 *
 * The first that knows a field wins: `release`, `SEATRIAL_*`, `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES`,
 * `seatrial.release.json`, the platform, the CI system, `.git`, package.json. What nobody knows is absent.
 */
export function detectRelease(options: DetectOptions = {}): DetectedRelease {
  const notes: ReleaseNote[] = [];
  const env = options.env ?? process.env;
  const cwd = options.cwd ?? detectCwd();
  const entry = options.entry ?? process.argv[1];
  const { folder, file } = findApplication(entry, cwd, notes);
  const git = detectGit(folder, notes);
  const { candidates: stamped, found }: ReadManifest =
    options.manifest === false ? { candidates: {} } : readManifest(toManifestFolders(file, entry, cwd), notes);
  checkCommit(stamped, git?.commit, notes);
  const given: readonly Candidates[] = [
    readOption(options.release ?? {}, notes),
    readSeatrialVariables(env, notes),
    readOpenTelemetryVariables(env, notes),
    stamped,
    readKubernetes(env, options.root ?? '/', notes),
    ...readPlatforms(env, notes),
    // A CI job's variables say nothing of an application that was merely installed in it.
    ...(isInstalled(folder) ? [] : readCi(env, notes)),
    readGit(git, notes),
    readPackage(file, notes),
  ];
  return {
    ...merge(given, file),
    notes,
    ...(found && { manifest: { ...found, packageFolder: file?.folder ?? folder } }),
  };
}

function merge(
  given: readonly Candidates[],
  file: PackageFile | undefined,
): Pick<DetectedRelease, 'release' | 'sources'> {
  const release: { [field in ReleaseField]?: string } = {};
  const sources: { [field in ReleaseField]?: string } = {};
  const set = (field: ReleaseField, candidate: Candidate | undefined): void => {
    if (candidate === undefined) return;
    release[field] = candidate.value;
    sources[field] = candidate.source;
  };
  for (const { field } of releaseFields) set(field, given.find((candidates) => candidates[field])?.[field]);
  if (release.version === undefined) set('version', composeVersion(file, release.commit));
  return { release, sources };
}

function readOption(release: Release, notes: ReleaseNote[]): Candidates {
  const found: { [field in ReleaseField]?: Candidate } = {};
  for (const { field } of releaseFields) {
    const value: unknown = release[field];
    const text = typeof value === 'string' ? value : undefined;
    const candidate = toCandidate(field, text, 'register({ release })', notes, `release.${field} given in code`);
    if (candidate !== undefined) found[field] = candidate;
  }
  return found;
}

/** From the main script, then from the working directory, each up to the package that it belongs to. */
function toManifestFolders(file: PackageFile | undefined, entry: string | undefined, cwd: string): readonly string[] {
  const starts = [...(entry === undefined ? [] : [dirname(toRealPath(entry))]), toRealPath(cwd)];
  const folders = starts.flatMap((start) => {
    const above = toFolders(start);
    const last = above.indexOf(file?.folder ?? start);
    return last === -1 ? [] : above.slice(0, last + 1);
  });
  return [...new Set(folders)];
}

function checkCommit(stamped: Candidates, commit: string | undefined, notes: ReleaseNote[]): void {
  const written = stamped.commit?.value;
  if (written === undefined || commit === undefined || commit.startsWith(written)) return;
  const message = `seatrial.release.json says commit ${written.slice(0, 12)}, but .git is at ${commit.slice(0, 12)}; the file is believed. Run "npx seatrial build" again if it is stale.`;
  notes.push({ code: 'manifest-differs', message });
}

/** The working directory can be gone. */
function detectCwd(): string {
  try {
    return process.cwd();
  } catch {
    return '/';
  }
}
