import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseCodeOwners, readCodeOwners } from './code-owners.ts';

// The example of GitHub's documentation, "About code owners".
const documented = `
# This is a comment.
*       @global-owner1 @global-owner2
*.js    @js-owner #This is an inline comment.
*.go docs@example.com
*.txt @octo-org/octocats
/build/logs/ @doctocat
docs/*  docs@example.com
apps/ @octocat
/docs/ @doctocat
/scripts/ @doctocat @octocat
**/logs @octocat
/apps/ @octocat
/apps/github
`;

describe('the owners of a file', () => {
  it.each<[string, readonly string[]]>([
    ['README.md', ['@global-owner1', '@global-owner2']],
    ['src/deep/app.js', ['@js-owner']],
    ['main.go', ['docs@example.com']],
    ['notes/a.txt', ['@octo-org/octocats']],
    ['build/logs/today.md', ['@octocat']],
    ['docs/getting-started.md', ['@doctocat']],
    ['guide/docs/build-app/troubleshooting.md', ['@global-owner1', '@global-owner2']],
    ['scripts/run.sh', ['@doctocat', '@octocat']],
    ['deeply/nested/logs/x.bin', ['@octocat']],
    ['apps/web/index.ts', ['@octocat']],
    ['apps/github', []],
    ['apps/github/page.ts', []],
  ])('%s', (file, owners) => {
    expect(parseCodeOwners(documented).toOwners(file)).toEqual(owners);
  });

  it.each<[string, string, boolean]>([
    ['docs/*', 'docs/a.md', true],
    ['docs/*', 'docs/deep/a.md', false],
    ['/*.ts', 'a.ts', true],
    ['/*.ts', 'src/a.ts', false],
    ['src/**/test', 'src/test/a.ts', true],
    ['src/**/test', 'src/a/b/test/c.ts', true],
    ['a?c', 'abc', true],
    ['a.c', 'abc', false],
    [String.raw`with\ space/`, 'with space/a.ts', true],
    ['!not', 'not', false],
  ])('%s of %s: %s', (pattern, file, fits) => {
    expect(parseCodeOwners(`${pattern} @owner`).toOwners(file)).toEqual(fits ? ['@owner'] : []);
  });

  it('comes from the first place where GitHub looks', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'seatrial-owners-'));
    try {
      expect((await readCodeOwners(folder)).toOwners('a.js')).toEqual([]);
      writeFileSync(join(folder, 'CODEOWNERS'), '* @second\r\n');
      expect((await readCodeOwners(folder)).toOwners('a.js')).toEqual(['@second']);
      mkdirSync(join(folder, '.github'));
      writeFileSync(join(folder, '.github/CODEOWNERS'), '* @first\n');
      expect((await readCodeOwners(folder)).toOwners('a.js')).toEqual(['@first']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
