/** Packages that every start needs, together in one file of the bundle. */
export const startPackages: readonly string[] = [
  '@opentelemetry/context-async-hooks',
  '@opentelemetry/core',
  '@opentelemetry/instrumentation',
  '@opentelemetry/instrumentation-http',
  '@opentelemetry/instrumentation-undici',
  '@opentelemetry/resources',
  '@opentelemetry/sdk-trace',
];

/** The file of the bundle that has them, relative to its folder, each under its name. */
export const startFile = 'otel/start.cjs';

/** Where the bundle has another package of OpenTelemetry, relative to its folder; bundle.ts writes it. */
export function toBundleFile(packageName: string): string {
  return `otel/${packageName.replace('@opentelemetry/', '')}.cjs`;
}

/** The packages of OpenTelemetry that a file of the bundle, relative to its folder, has all of; none for shared parts. */
export function toBundledPackages(file: string): readonly string[] {
  const [folder, name] = file.split(/[\\/]/);
  if (folder !== 'otel' || name === undefined || name === 'shared') return [];
  return `otel/${name}` === startFile ? startPackages : [`@opentelemetry/${name.replace(/\.cjs$/, '')}`];
}

/** Versions by the name of each package in the bundle. */
export const versionsFile = 'otel/versions.json';
