import { execFileSync } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** Bundles anew what was compiled since: a test of yesterday's bundle would tell nothing. */
export function setup(): void {
  const ageOf = (pattern: string): number =>
    Math.max(0, ...globSync(pattern, { cwd: root }).map((file) => statSync(join(root, file)).mtimeMs));
  const bundle = (name: string): Buffer => execFileSync(process.execPath, [join(root, `packages/${name}/bundle.ts`)]);
  const compiled = ageOf('packages/{flags,model,probes,register,release}/dist/**/!(bundle)/*.js');
  const latest = Math.max(compiled, ageOf('packages/{flags,model,probes,register,release}/dist/*.js'));
  if (latest > ageOf('packages/register/dist/bundle/*.js')) bundle('register');
  const storeCompiled = ageOf('packages/{model,otlp,store}/dist/**/!(worker-bundle).js');
  if (storeCompiled > ageOf('packages/store/dist/duckdb/worker-bundle.js')) bundle('store');
}
