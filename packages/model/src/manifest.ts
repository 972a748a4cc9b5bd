import { SeatrialError } from './error.ts';
import { limits } from './limits.ts';
import { parseProbePlan } from './parse-plan.ts';
import type { ProbePlan } from './probe-plan.ts';
import { releaseFields } from './release.ts';
import type { Release, ReleaseField } from './release.ts';

/** The file that `seatrial build` writes and `register()` reads. */
export const manifestFileName = 'seatrial.release.json';

/** The registered symbol under which a bundle leaves who it is, in the form of a manifest. */
export const releaseStampKey: symbol = Symbol.for('seatrial.release');

/**
 * What `seatrial build` writes beside the build (schema 1): the identity of the release with the source of each field.
 * It ships with the build and names no person.
 */
export interface ReleaseManifest {
  readonly schema: 1;
  /** ISO 8601, when the manifest was written. */
  readonly createdAt: string;
  /** The version of Seatrial that wrote it. */
  readonly createdBy: string;
  readonly release: Release;
  /** Where each field came from, in words (`CI: GITHUB_SHA`, `package.json`). */
  readonly sources: Readonly<Partial<Record<ReleaseField, string>>>;
  /** True where tracked files differed from the commit. */
  readonly dirty: boolean;
  /** The functions to watch; absent where the build was not compared with another. */
  readonly plan?: ProbePlan;
}

/** A manifest whose plan nobody has looked at. */
export interface ReleaseIdentity extends Omit<ReleaseManifest, 'plan'> {
  /** For {@link parseProbePlan}; absent where the file has none. */
  readonly plan?: unknown;
}

/**
 * Reads a manifest. Unknown keys are kept out, so that a newer minor form still gives its identity.
 * @throws SeatrialError `SEATRIAL_BAD_MANIFEST`, with the path given in `where` and what is wrong.
 */
export function parseReleaseManifest(text: string, where: string = manifestFileName): ReleaseManifest {
  const { plan, ...identity } = parseReleaseIdentity(text, where);
  return plan === undefined ? identity : { ...identity, plan: parseProbePlan(plan, where) };
}

/**
 * Reads a manifest and leaves its plan as it is, so that a plan that cannot be used does not cost the release its name.
 * @throws SeatrialError `SEATRIAL_BAD_MANIFEST`, with the path given in `where` and what is wrong.
 */
export function parseReleaseIdentity(text: string, where: string = manifestFileName): ReleaseIdentity {
  const fail = (what: string): never => {
    throw new SeatrialError(
      'SEATRIAL_BAD_MANIFEST',
      `${where}: ${what}. Write it again with "npx seatrial build", or remove it.`,
    );
  };
  const value = parseJson(text) ?? fail('is not JSON');
  if (!isObject(value)) return fail('is not a JSON object');
  if (value['schema'] !== 1) return fail(`has schema ${JSON.stringify(value['schema']) ?? 'none'}, known is 1`);
  const release = isObject(value['release']) ? value['release'] : fail('has no "release" object');
  const sources = isObject(value['sources']) ? value['sources'] : {};
  for (const { field } of releaseFields) {
    const entry = release[field];
    if (entry === undefined) continue;
    if (typeof entry !== 'string' || entry === '') fail(`release.${field} is ${JSON.stringify(entry)}, not a text`);
    else if (entry.length > limits.releaseValueLength)
      fail(`release.${field} has ${entry.length} characters, at most ${limits.releaseValueLength} are allowed`);
  }
  return {
    schema: 1,
    createdAt: typeof value['createdAt'] === 'string' ? value['createdAt'] : '',
    createdBy: typeof value['createdBy'] === 'string' ? value['createdBy'] : '',
    release: pickTexts(release),
    sources: pickTexts(sources),
    dirty: value['dirty'] === true,
    ...(value['plan'] !== undefined && value['plan'] !== null && { plan: value['plan'] }),
  };
}

/** The text of a manifest file: JSON of two spaces, ending in a line feed. */
export function formatReleaseManifest(manifest: ReleaseManifest): string {
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

function pickTexts(value: Readonly<Record<string, unknown>>): Partial<Record<ReleaseField, string>> {
  const picked: Partial<Record<ReleaseField, string>> = {};
  for (const { field } of releaseFields) {
    const entry = value[field];
    if (typeof entry === 'string') picked[field] = entry;
  }
  return picked;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
