import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { notInstalled } from './installed.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');

/** Each major version, and where its compiler is. */
const versions = [
  ['TypeScript 5', join(import.meta.dirname, 'node_modules/typescript-5')],
  ['TypeScript 6', join(import.meta.dirname, 'node_modules/typescript-6')],
  ['TypeScript 7', join(root, 'node_modules/typescript')],
] as const;

const modes = [
  ['standard decorators', [], ['common', 'standard', 'readme']],
  ['experimentalDecorators', ['--experimentalDecorators'], ['common', 'legacy', 'readme']],
] as const;

const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--noEmit', '--skipLibCheck'];
const target = ['--target', 'es2023', '--lib', 'es2023', '--module', 'nodenext', '--types', 'node'];

/** The page's decorators, which no Node.js runs as they stand. */
function writeReadme(): string {
  const page = readFileSync(join(root, 'packages/traced/README.md'), 'utf8');
  const blocks = [...page.matchAll(/^```typescript\n([\s\S]*?)^```/gm)].map((match) => match[1] ?? '');
  expect(blocks).not.toEqual([]);
  const folder = join(root, 'node_modules/.cache/seatrial-traced/types');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'readme.ts'), `${blocks.join('\n')}\nexport const shop = Shop;\n`);
  return join(folder, 'readme.ts');
}

for (const [version, folder] of versions) {
  const isMissing = !existsSync(folder);
  if (isMissing && process.env['SEATRIAL_TESTS_COMPLETE'] !== undefined)
    throw new Error(`${version} is ${notInstalled}`);
  describe.skipIf(isMissing)(isMissing ? `${version} (${notInstalled})` : version, () => {
    it.concurrent.each(modes)('the types hold under %s', async (_name, flags, files) => {
      const readme = writeReadme();
      const paths = files.map((file) =>
        file === 'readme' ? readme : join(import.meta.dirname, 'types', `${file}.ts`),
      );
      const config = version === 'TypeScript 5' ? [] : ['--ignoreConfig'];
      const { stdout } = await run(
        process.execPath,
        [join(folder, 'bin/tsc'), ...strict, ...target, ...flags, ...config, ...paths],
        { cwd: root },
      ).catch((error: { readonly stdout: string }) => error);
      expect(stdout).toBe('');
    });
  });
}
