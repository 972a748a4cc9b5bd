/**
 * What makes two deployments the same *release*: service, version, commit, build id and environment.
 * Deployment id and ring are attributes of it. The empty string stands for what is unknown.
 */
export interface ReleaseKey {
  readonly service: string;
  readonly version: string;
  readonly commit: string;
  readonly buildId: string;
  readonly environment: string;
}

/** One text for one key; equal keys give equal texts. */
export function toReleaseKeyText(key: ReleaseKey): string {
  return JSON.stringify([key.service, key.version, key.commit, key.buildId, key.environment]);
}

export function isSameRelease(a: ReleaseKey, b: ReleaseKey): boolean {
  return toReleaseKeyText(a) === toReleaseKeyText(b);
}

/**
 * True where a release selector names this version: the version itself, or the default form
 * `<package version>-g<short commit>` of it.
 */
export function matchesVersion(version: string, wanted: string): boolean {
  return version === wanted || version.startsWith(`${wanted}-g`);
}
