import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { changedFunctions, createPlan } from '@seatrial/changes';
import type { ProbePlan } from '@seatrial/model';
import { startProbes } from '@seatrial/probes';
import type { Probes } from '@seatrial/probes';

const dist = join(import.meta.dirname, '../../node_modules/hono/dist');

/** Functions of hono that every request runs, by what their text begins with. */
const changed: readonly (readonly [file: string, text: string])[] = [
  ['hono-base.js', 'request = (input, requestInit, Env, executionCtx) => {'],
  ['hono-base.js', 'fetch = (request, ...rest) => {'],
  ['hono-base.js', '#dispatch(request, executionCtx, env, method) {'],
  ['context.js', 'constructor(req, options) {'],
  ['context.js', '#newResponse(data, arg, headers) {'],
  ['context.js', 'json = (object, arg, headers) => {'],
  ['request.js', 'constructor(request, path = "/", matchResult = [[]]) {'],
  ['request.js', '#getDecodedParam(key) {'],
];

/** hono's `app.request()`: a framework and no network. */
export interface HonoApp {
  request(path: string, init?: RequestInit): Promise<Response>;
}

/** A repository of two commits of hono; the second changes the functions above, or nothing. */
export function createHonoRepository(folder: string, changes: boolean): string {
  const git = (...args: readonly string[]): unknown =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args]);
  cpSync(dist, join(folder, 'hono'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "name": "bench", "version": "1.0.0", "type": "module" }');
  writeFileSync(join(folder, 'app.js'), app);
  git('init', '-q');
  git('add', '-A');
  git('commit', '-qm', 'one');
  git('tag', 'v1');
  for (const [file, text] of changes ? changed : []) {
    const path = join(folder, 'hono', file);
    const before = readFileSync(path, 'utf8');
    if (!before.includes(text)) throw new Error(`hono's ${file} has no ${text}`);
    writeFileSync(path, before.replace(text, `${text} void "changed";`));
  }
  git('commit', '-qam', 'two', '--allow-empty');
  return realpathSync(folder);
}

/** The plan that `seatrial build --from v1` writes for it. */
export async function planHono(folder: string, all: boolean): Promise<ProbePlan> {
  const changes = await changedFunctions({ repo: folder, from: 'v1' });
  return (await createPlan({ changes, folder, all })).plan;
}

/** Loads the application with a plan in effect, or without. */
export async function loadHono(
  folder: string,
  plan?: ProbePlan,
): Promise<{ readonly app: HonoApp; readonly probes: Probes | undefined }> {
  const probes = plan === undefined ? undefined : startProbes({ plan, root: folder });
  const module = (await import(pathToFileURL(join(folder, 'app.js')).href)) as { readonly app: HonoApp };
  return { app: module.app, probes };
}

const app = `import { Hono } from './hono/index.js';
export const app = new Hono();
app.use('*', async (c, next) => {
  await next();
  c.header('x-served-by', 'bench');
});
app.get('/orders/:id', (c) => c.json({ id: c.req.param('id'), total: 12.5 }));
app.get('/', (c) => c.text('ok'));
`;
