import { existsSync, readFileSync, globSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

interface Manifest {
  readonly name: string;
  readonly exports?: Readonly<Record<string, string | { readonly types?: string }>>;
}

/**
 * The declarations that a user can reach, file by file. A change of the API is a change of a reviewed file:
 * `npx vitest run --project system test/api.test.ts -u` writes it anew after `npm run build`.
 */
function toReachableDeclarations(entry: string, folder: string): string {
  const seen = new Map<string, string>();
  const queue = [entry];
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    if (seen.has(file)) continue;
    const text = readFileSync(file, 'utf8').replace(/\n?\/\/# sourceMappingURL=.*\n?$/, '\n');
    seen.set(file, text);
    for (const match of text.matchAll(/(?:from|import\()\s*['"](\.[^'"]+)['"]/g)) {
      const next = join(dirname(file), match[1] ?? '').replace(/\.(t|j)s$/, '.d.ts');
      if (existsSync(next)) queue.push(next);
    }
  }
  return [...seen]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, text]) => `## ${relative(folder, file)}\n\n\`\`\`ts\n${text.trim()}\n\`\`\`\n`)
    .join('\n');
}

describe('the public API', () => {
  for (const path of globSync('packages/*/package.json', { cwd: root }).toSorted()) {
    const manifest = JSON.parse(readFileSync(join(root, path), 'utf8')) as Manifest;
    const folder = join(root, dirname(path));
    it(`of ${manifest.name} is the one that was reviewed`, async () => {
      const entries = Object.entries(manifest.exports ?? {}).flatMap(([name, target]) =>
        typeof target === 'object' && target.types !== undefined
          ? [`# ${manifest.name}${name.slice(1)}\n\n${toReachableDeclarations(join(folder, target.types), folder)}`]
          : [],
      );
      await expect(entries.join('\n')).toMatchFileSnapshot(join(root, 'test/api', `${dirname(path).split('/')[1]}.md`));
    });
  }
});
