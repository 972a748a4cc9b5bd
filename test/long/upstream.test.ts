import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const versions = 'packages/register/dist/bundle/otel/versions.json';

let folder: string;

beforeAll(() => {
  // A repository of its own, in which manifests and the bundle's list of versions may be changed.
  folder = mkdtempSync(join(tmpdir(), 'seatrial-upstream-'));
  for (const path of ['package.json', 'package-lock.json', 'packages', 'examples'])
    cpSync(join(root, path), join(folder, path), { recursive: true, filter: (from) => !from.includes('node_modules') });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('npm run upstream', () => {
  it('says that it cannot tell where no registry answers, and why', async () => {
    const { code, stderr } = await upstream({
      npm_config_registry: 'http://127.0.0.1:9',
      npm_config_fetch_retries: '0',
      npm_config_cache: join(folder, 'cache'),
    });
    expect(code).toBe(69);
    expect(stderr).toContain('upstream: npm could not tell what is published');
    expect(stderr).toContain('ECONNREFUSED');
  });

  it('names what is older in the bundle than in the set that is published', async ({ skip }) => {
    const path = join(folder, versions);
    const bundled = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>;
    writeFileSync(path, JSON.stringify({ ...bundled, '@opentelemetry/instrumentation-pg': '0.1.0' }));
    const { code, stdout, stderr } = await upstream({});
    skip(code === 69, `no registry: ${stderr}`);
    expect(code).toBe(10);
    expect(stdout).toMatch(/^@opentelemetry\/instrumentation-pg 0\.1\.0: \d+\.\d+\.\d+ is published$/m);
    expect(stdout).not.toMatch(/: is published/);
  });
});

describe('the workflow that takes what is published into the bundle', () => {
  it('writes a changeset that the checks of .ci/run after it take', () => {
    const workflow = readFileSync(join(root, '.github/workflows/upstream.yml'), 'utf8');
    const [line = ''] = /^ *printf .*\.changeset\/\S+$/m.exec(workflow) ?? [];
    mkdirSync(join(folder, '.changeset'));
    execFileSync('bash', ['-c', line], { cwd: folder });
    cpSync(join(root, '.oxfmtrc.json'), join(folder, '.oxfmtrc.json'));
    const format = (): Buffer =>
      execFileSync(join(root, 'node_modules/.bin/oxfmt'), ['--check', '.changeset'], { cwd: folder, stdio: 'pipe' });
    expect(format).not.toThrow();
    expect(readFileSync(join(folder, '.changeset/upstream.md'), 'utf8')).toContain("'@seatrial/register': patch");
  });
});

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function upstream(env: Readonly<Record<string, string>>): Promise<Outcome> {
  const file = join(folder, 'packages/register/upstream.ts');
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [file], { env: { ...process.env, ...env } }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}
