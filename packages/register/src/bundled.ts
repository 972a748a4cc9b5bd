/** Where the bundle has a package of OpenTelemetry, relative to its folder; bundle.ts writes it. */
export function toBundleFile(packageName: string): string {
  return `otel/${packageName.replace('@opentelemetry/', '')}.cjs`;
}
