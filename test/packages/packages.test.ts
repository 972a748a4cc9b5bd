import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { runNode, toCleanEnvironment } from '../process/run-node.ts';
import type { Outcome } from '../process/run-node.ts';
import { createOtlpSink } from '../sink/otlp-sink.ts';

const root = join(import.meta.dirname, '../..');
const names = [
  'model',
  'stats',
  'flags',
  'release',
  'traced',
  'probes',
  'changes',
  'unplugin',
  'otlp',
  'store',
  'trial',
  'register',
  'server',
  'ui',
  'cli',
] as const;
const run = promisify(execFile);

let folder: string;
let tarballs: readonly string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-packages-'));
  const workspaces = names.flatMap((name) => ['--workspace', `packages/${name}`]);
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder, ...workspaces], { cwd: root });
  const packed = JSON.parse(stdout) as
    | readonly { readonly filename: string }[]
    | Readonly<Record<string, { readonly filename: string }>>;
  tarballs = Object.values(packed).map(({ filename }) => join(folder, filename.replace('@', '').replace('/', '-')));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe.each(names)('packages/%s', (name) => {
  it('is sound to publish', async () => {
    const { messages, pkg } = await publint({ pkgDir: join(root, 'packages', name), strict: true });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  it.skipIf(name === 'cli' || name === 'ui')('has types that resolve for whoever imports it as ESM', async () => {
    const tarball = tarballs.find((path) => path.includes(`seatrial-${name}-`));
    // It ends with a failure where a resolution does; what the profile leaves out is marked as ignored.
    const { stdout } = await run('npx', ['attw', tarball ?? '', '--profile', 'esm-only', '--no-emoji', '--no-color'], {
      cwd: root,
    });
    expect(stdout).toContain('OK (ESM)');
  });
});

describe.each(['module', 'commonjs'])('installed into an empty project of type %s', (type) => {
  let project: string;

  beforeAll(async () => {
    project = join(folder, type);
    mkdirSync(project);
    writeFileSync(
      join(project, 'package.json'),
      JSON.stringify({ name: 'their-service', version: '3.2.1', private: true, type }),
    );
    // Without the settings of the npm that runs this test, which are this repository's own.
    const outside = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name));
    const env = { ...Object.fromEntries(outside), PATH: `${dirname(process.execPath)}:${process.env['PATH']}` };
    await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...tarballs], { cwd: project, env });
    const load =
      type === 'module'
        ? `import { get, createServer } from 'node:http';`
        : `const { get, createServer } = require('node:http');`;
    writeFileSync(
      join(project, 'app.js'),
      `${load}
       const server = createServer((request, response) => response.end()).listen(0, () =>
         get({ port: server.address().port, agent: false }, (response) => response.resume().on('end', () => server.close())));`,
    );
    const first =
      type === 'module'
        ? `import { register } from '@seatrial/register';\nregister();\nawait import('./app.js');`
        : `require('@seatrial/register').register();\nrequire('./app.js');`;
    writeFileSync(join(project, 'inline.js'), first);
  });

  const node = (args: readonly string[], env: Readonly<Record<string, string>>): Promise<Outcome> =>
    runNode(args, { cwd: project, env: { ...env } });

  it.each([
    ['--import', ['--import', '@seatrial/register/auto', 'app.js']],
    ['--require', ['--require', '@seatrial/register/auto', 'app.js']],
    ['its first line', ['inline.js']],
  ])('register works by %s', async (_name, args) => {
    const sink = await createOtlpSink();
    const outcome = await node(args, sink.env);
    await sink.close();
    expect(outcome.code).toBe(0);
    expect(outcome.stderr.trim().split('\n')).toHaveLength(1);
    expect(
      sink
        .spans()
        .map((span) => `${span.kind} ${String(span.attributes['service.version'])}`)
        .toSorted(),
    ).toEqual(['client 3.2.1', 'server 3.2.1']);
  });

  it('the command works: run, and releases', async () => {
    const state = { SEATRIAL_STATE_DIR: join(project, 'state') };
    const npx = async (args: readonly string[]): Promise<string> =>
      (
        await run('npx', ['seatrial', ...args], {
          cwd: project,
          env: { ...toCleanEnvironment(state), PATH: `${dirname(process.execPath)}:${process.env['PATH']}` },
        })
      ).stdout;
    await npx(['run', '--', 'node', 'app.js']);
    expect(JSON.parse(await npx(['releases', '--json']))).toMatchObject([
      { service: 'their-service', version: '3.2.1', spans: 2 },
    ]);
  });
});
