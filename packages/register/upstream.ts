import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { versionsFile } from './src/bundled.ts';

// `npm run upstream` compares what dist/bundle has inside with the set that its authors publish now: a fix of theirs
// reaches nobody before the bundle is built anew. Exit codes: 0 the same, 10 something is newer, 69 npm could not tell.
// With --update it raises the versions that this repository asks for; the build, and .ci/run after it, prove them.

const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
const root = join(import.meta.dirname, '../..');
const { update } = parseArgs({ options: { update: { type: 'boolean', default: false } } }).values;

try {
  const published = await findPublished();
  const bundled = readJson(join(import.meta.dirname, 'dist/bundle', versionsFile)) as Versions;
  const newer = Object.keys(bundled).filter(
    (name) => published[name] !== undefined && published[name] !== bundled[name],
  );
  for (const name of newer) process.stdout.write(`${name} ${bundled[name]}: ${published[name]} is published\n`);
  if (newer.length === 0) process.stdout.write('the bundle has the newest of all that is in it\n');
  else if (update) await raise(published, newer);
  else process.exitCode = 10;
} catch (error) {
  process.stderr.write(`upstream: npm could not tell what is published: ${(error as Error).message}\n`);
  process.exitCode = 69;
}

type Versions = Readonly<Record<string, string>>;

/**
 * The versions that come together where auto-instrumentations-node is installed today. The newest of each by itself would
 * not match: most of them would come twice.
 */
async function findPublished(): Promise<Versions> {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-upstream-'));
  try {
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    const wanted = ['@opentelemetry/auto-instrumentations-node@latest'];
    await npm(['install', '--package-lock-only', '--prefer-online', ...quiet, ...wanted], folder);
    const { packages } = readJson(join(folder, 'package-lock.json')) as LockFile;
    // Where a package comes twice, the set is what sdk-node asks for.
    const [top, ofSdk] = ['node_modules/', 'node_modules/@opentelemetry/sdk-node/node_modules/'];
    const names = Object.keys(packages).filter((path) => path.lastIndexOf(top) === 0);
    return Object.fromEntries(
      names.map((path) => [
        path.slice(top.length),
        (packages[path.replace(top, ofSdk)] ?? packages[path])?.version ?? '',
      ]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface LockFile {
  readonly packages: Readonly<Record<string, { readonly version?: string }>>;
}

/** Raises what the manifests of this repository name, but the API, which is no part of the bundle: its ranges are for users. */
async function raise(published: Versions, newer: readonly string[]): Promise<void> {
  const workspaces = JSON.parse(await npm(['query', '.workspace'])) as readonly { readonly location: string }[];
  for (const folder of ['', ...workspaces.map(({ location }) => location)]) {
    const path = join(root, folder, 'package.json');
    const text = readFileSync(path, 'utf8');
    const raised = text.replaceAll(
      /("(@opentelemetry\/(?!api")[^"]+|import-in-the-middle)": "[~^]?)\d+\.\d+\.\d+"/g,
      (whole, before: string, name: string) => (published[name] === undefined ? whole : `${before}${published[name]}"`),
    );
    if (raised !== text) writeFileSync(path, raised);
  }
  await npm(['install', ...quiet]);
  await npm(['update', ...quiet, ...newer]);
}

function npm(args: readonly string[], cwd = root): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('npm', args, { cwd, maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(stderr.trim() || error.message));
    });
  });
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
