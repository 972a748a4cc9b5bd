/** Files of the bundle, relative to its folder, each of which has several packages, each under its name. */
const shared: Readonly<Record<string, readonly string[]>> = {
  // What every start needs.
  'otel/start.cjs': [
    '@opentelemetry/core',
    '@opentelemetry/instrumentation',
    '@opentelemetry/instrumentation-http',
    '@opentelemetry/instrumentation-undici',
    '@opentelemetry/resources',
    '@opentelemetry/sdk-trace',
  ],
  // What the first measurement and the first request to a receiver need.
  'otel/measure.cjs': [
    '@opentelemetry/exporter-metrics-otlp-http',
    '@opentelemetry/otlp-transformer',
    '@opentelemetry/sdk-metrics',
  ],
};

/** Those files, and what they have. */
export const sharedFiles: readonly (readonly [file: string, packages: readonly string[]])[] = Object.entries(shared);

/** The file of the bundle, relative to its folder, that has several packages and this one among them. */
export function toSharedFile(packageName: string): string | undefined {
  return sharedFiles.find(([, packages]) => packages.includes(packageName))?.[0];
}

/** Where the bundle has a package of OpenTelemetry that has a file of its own, relative to its folder; bundle.ts writes it. */
export function toBundleFile(packageName: string): string {
  return `otel/${packageName.replace('@opentelemetry/', '')}.cjs`;
}

/** The packages of OpenTelemetry that a file of the bundle, relative to its folder, has all of; none for shared parts. */
export function toBundledPackages(file: string): readonly string[] {
  const [folder, name] = file.split(/[\\/]/);
  if (folder !== 'otel' || name === undefined || name === 'shared') return [];
  return shared[`otel/${name}`] ?? [`@opentelemetry/${name.replace(/\.cjs$/, '')}`];
}

/** Versions by the name of each package in the bundle. */
export const versionsFile = 'otel/versions.json';
