import { execFileSync } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** What each bundle is made of, and where it lies in the package's dist. */
const bundles = [
  { name: 'register', parts: ['flags', 'model', 'probes', 'register', 'release'], made: 'bundle/*.js' },
  { name: 'changes', parts: ['changes', 'model'], made: 'bundle/*.js' },
  { name: 'store', parts: ['model', 'otlp', 'store'], made: 'duckdb/worker-bundle.js' },
] as const;

/** Bundles anew what was compiled since: a test of yesterday's bundle would tell nothing. */
export function setup(): void {
  const ageOf = (pattern: string, leftOut: readonly string[] = []): number =>
    Math.max(
      0,
      ...globSync(pattern, { cwd: root, exclude: [...leftOut] }).map((file) => statSync(join(root, file)).mtimeMs),
    );
  for (const { name, parts, made } of bundles) {
    const compiled = ageOf(`packages/{${parts.join(',')}}/dist/**/*.js`, ['**/bundle/**', '**/worker-bundle.js']);
    if (compiled > ageOf(`packages/${name}/dist/${made}`))
      execFileSync(process.execPath, [join(root, `packages/${name}/bundle.ts`)], { stdio: 'inherit' });
  }
}
