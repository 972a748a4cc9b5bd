/** Where the bundle has a package of OpenTelemetry, relative to its folder; bundle.ts writes it. */
export function toBundleFile(packageName: string): string {
  return `otel/${packageName.replace('@opentelemetry/', '')}.cjs`;
}

/** The package of OpenTelemetry that a file of the bundle, relative to its folder, has all of; `undefined` for shared parts. */
export function toBundledPackage(file: string): string | undefined {
  const [folder, name] = file.split(/[\\/]/);
  return folder === 'otel' && name !== undefined && name !== 'shared'
    ? `@opentelemetry/${name.replace(/\.cjs$/, '')}`
    : undefined;
}

/** Versions by the name of each package in the bundle. */
export const versionsFile = 'otel/versions.json';
