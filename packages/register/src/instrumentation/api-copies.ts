import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { sayLine } from '../line.ts';

const api = '@opentelemetry/api';
const require = createRequire(import.meta.url);

/**
 * Looks at each copy of OpenTelemetry's API that the application loads: code on a copy that is newer than ours, or of
 * another major version, gets no-op tracers without a word (compatibility.ts of the API).
 */
export function createCopyCheck(): (specifier: string, file: () => string) => void {
  const ours = readCopy(require.resolve(api));
  const seen = new Set([ours?.folder]);
  const files = new Set<string>();
  return (specifier, file) => {
    if (specifier !== api) return;
    try {
      const path = file();
      if (files.has(path)) return;
      files.add(path);
      const copy = readCopy(path);
      if (copy === undefined || seen.has(copy.folder)) return;
      seen.add(copy.folder);
      if (ours === undefined || isServed(copy.version, ours.version)) return;
      sayLine(
        'two-copies',
        `two copies of ${api} are loaded: ${ours.version} (${ours.folder}) and ${copy.version} (${copy.folder}). What uses the ` +
          `second makes no spans. See "npm ls ${api}" and bring both to one version.`,
      );
    } catch {
      // What cannot be resolved here fails in the application's own load, with its own error.
    }
  };
}

interface Copy {
  readonly folder: string;
  readonly version: string;
}

function readCopy(file: string): Copy | undefined {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = readManifest(folder);
    if (manifest?.name === api && manifest.version !== undefined) return { folder, version: manifest.version };
  }
  return undefined;
}

function readManifest(folder: string): { readonly name?: string; readonly version?: string } | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name?: string; version?: string };
  } catch {
    return undefined;
  }
}

/** The API's own rule: the same major version, and no newer minor or patch than the copy that holds the providers. */
function isServed(version: string, by: string): boolean {
  const [major, minor = 0, patch = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  const [byMajor, byMinor = 0, byPatch = 0] = by.split('.').map((part) => Number.parseInt(part, 10));
  return major === byMajor && (minor < byMinor || (minor === byMinor && patch <= byPatch));
}
