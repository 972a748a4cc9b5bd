import { execFileSync } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** What each bundle is made of. */
const bundled = { register: ['flags', 'model', 'probes', 'register', 'release'], changes: ['changes', 'model'] };

/** Bundles anew what was compiled since: a test of yesterday's bundle would tell nothing. */
export function setup(): void {
  const ageOf = (pattern: string): number =>
    Math.max(0, ...globSync(pattern, { cwd: root }).map((file) => statSync(join(root, file)).mtimeMs));
  for (const [name, parts] of Object.entries(bundled)) {
    const compiled = ageOf(`packages/{${parts.join(',')}}/dist/**/!(bundle)/*.js`);
    const latest = Math.max(compiled, ageOf(`packages/{${parts.join(',')}}/dist/*.js`));
    if (latest > ageOf(`packages/${name}/dist/bundle/*.js`))
      execFileSync(process.execPath, [join(root, `packages/${name}/bundle.ts`)], { stdio: 'inherit' });
  }
}
