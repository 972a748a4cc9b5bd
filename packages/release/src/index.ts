export { detectRelease } from './detect-release.ts';
export type { DetectedRelease, DetectOptions } from './detect-release.ts';
export type { FoundManifest } from './sources/manifest.ts';
export { findPackageFolder } from './package-file.ts';
export type { ReleaseNote } from './note.ts';
export { formatDockerLines, formatMissingLine, toMissingFields } from './missing.ts';
// For people who own their OpenTelemetry set-up.
export { createReleaseDetector, createReleaseProcessor } from './release-processor.ts';
export type { ReleaseDetector, ReleaseProcessor, ReleaseProcessorOptions } from './release-processor.ts';
// For tools that write manifests or show where a release comes from.
export { detectGit } from './git/detect-git.ts';
export type { GitState } from './git/detect-git.ts';
export { toRepositoryUrl } from './repository-url.ts';
export type { Environment } from './candidate.ts';
