import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SingleBar } from 'cli-progress';
import { stop, toBaseEnvironment } from './services.ts';
import { seatrial, startLoadTest, startShop } from './shop.ts';
import type { LoadTest, Shop } from './shop.ts';
import { sendLooks, sendTraffic } from './traffic.ts';

const seconds = Number(process.env['DEMO_SECONDS'] ?? 25);
/** So long that a canary without a failure is shown to stay below a ceiling of 0.5 %. */
const loadTestSeconds = 26;
const keep = process.argv.includes('--keep');
const folder = mkdtempSync(join(tmpdir(), 'seatrial-demo-'));
const env = { ...toBaseEnvironment(), SEATRIAL_STATE_DIR: folder };

let receiver: ChildProcess | undefined;
let shop: Shop | undefined;
let loadTest: LoadTest | undefined;

/** Ends what the demo started; with --keep the receiver stays. */
async function cleanUp(keepReceiver: boolean): Promise<void> {
  await shop?.stop();
  await loadTest?.stop();
  shop = undefined;
  if (keepReceiver) return;
  if (receiver !== undefined) await stop(receiver);
  rmSync(folder, { recursive: true, force: true });
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void cleanUp(false).finally(() => process.exit(signal === 'SIGINT' ? 130 : 143)));

try {
  await demo();
  await cleanUp(keep);
  if (keep) explainKept();
} catch (error) {
  console.error(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}`);
  await cleanUp(false);
  process.exitCode = 70;
}
receiver?.unref();

async function demo(): Promise<void> {
  console.log('Starting "seatrial dev", and a shop of three services: gateway, checkout, inventory.');
  console.log(
    'Checkout runs twice: release 1.4.1 (ring stable), and 1.4.2 as a canary that takes a fifth of the orders.\n',
  );
  const { otlpUrl, pageUrl } = await startReceiver();
  if (pageUrl !== undefined) console.log(`Look on while it runs: ${pageUrl}\n`);
  const watched = hasGit();
  if (!watched) console.log('There is no git here, so that what the canary changed is not watched.\n');
  await tellDeploy();
  shop = await startShop({
    folder: join(folder, 'shop'),
    ...(watched && { watchedBy: { SEATRIAL_STATE_DIR: folder } }),
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: otlpUrl, OTEL_BSP_SCHEDULE_DELAY: '1000' },
  });
  await withProgress((onSecond) => sendTraffic(shop?.gateway.url ?? '', seconds, onSecond));
  await shop.stop();

  await show('Which releases serve traffic? Compare checkout in its two rings.', ['releases']);
  await show('The gateway decides a flag. Whom does it reach, in which release?', [
    'releases',
    '--service',
    'checkout',
    '--by',
    'flag.new-checkout',
  ]);
  await show('The canary fails. How?', [
    'tail',
    '--where',
    'service=checkout,ring=canary,status=error,kind=server',
    '--limit',
    '3',
  ]);
  await show('And it is slow. Where does the time go in its slowest order?', [
    'trace',
    '--slowest',
    '--where',
    'service=checkout,ring=canary,kind=server',
  ]);

  await show('What do the failing orders of the canary have in common? Every attribute is looked at.', [
    'explain',
    '--service',
    'checkout',
    '--where',
    'ring=canary',
    '--errors',
  ]);

  if (watched)
    await show('And the code itself: which of the functions that 1.4.2 changed have run?', [
      'functions',
      '--service',
      'checkout',
    ]);

  // The processes are seconds old, and all has arrived: what a pipeline asks after a load test.
  const settings = ['--complete', '--batch', '5s', '--warm-up'];
  const judged = ['verify', '--service', 'checkout', '--candidate', 'ring=canary', ...settings, '2s'];
  await show('So is the canary of checkout well? The verdict, with an exit code for a pipeline.', judged, 10);

  console.log(`\nLoad test of inventory for ${loadTestSeconds} s: 0.9.3 beside 0.9.4, which is the same code …`);
  loadTest = await startLoadTest({
    folder: join(folder, 'load-test'),
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: otlpUrl, OTEL_BSP_SCHEDULE_DELAY: '1000' },
  });
  await sendLooks(loadTest.urls, loadTestSeconds);
  await loadTest.stop();
  const asked = [
    '--environment',
    'load-test',
    '--candidate',
    'ring=canary',
    ...settings,
    '8s',
    '--latency-factor',
    '5',
  ];
  const lasts = 'A look takes less than a millisecond: five times that is fine.';
  const question = `And may inventory 0.9.4 go on? ${lasts}`;
  // How a busy machine treats two single processes is no fault of the code, but it is what was measured.
  const code = await show(question, ['verify', '--service', 'inventory', ...asked], 0, 10, 11);
  const next =
    code === 0
      ? 'Inventory 0.9.4 may go on.'
      : 'Inventory 0.9.4 fails below its ceiling; whether it is as fast, two single processes did not show in that time.';

  console.log(`
So release 1.4.2 has three faults: a coupon without an end date breaks the order, gift
wrapping asks for its prices one after the other, and one tenant has no contract for
one region in the new flow, which is planted. Its authors would know within
the first minute of the canary, and which of their functions nobody has used yet. ${next}

Go on with your own service:
  npx seatrial dev                        receive telemetry on this machine
  npx seatrial run -- node app.js         run a service with its release on every span
  npx seatrial releases                   look`);
  if (!keep) console.log('\n"npm run demo -- --keep" leaves this receiver and its data for you to ask more.');
}

function hasGit(): boolean {
  return spawnSync('git', ['--version'], { stdio: 'ignore' }).status === 0;
}

/** What a pipeline does before it rolls out: the page marks the moment. */
async function tellDeploy(): Promise<void> {
  const told = [
    'deploy',
    'start',
    '--service',
    'checkout',
    '--release',
    '1.4.2',
    '--ring',
    'canary',
    '--environment',
    'demo',
  ];
  const child = spawn(process.execPath, [seatrial, ...told], { env, stdio: 'ignore' });
  const code = await new Promise<number>((resolve) => child.once('exit', (status) => resolve(status ?? 70)));
  if (code !== 0) throw new Error(`seatrial ${told.join(' ')} ended with ${code}`);
}

/** Starts the real command on free ports with a store of its own. */
async function startReceiver(): Promise<State> {
  const output = keep ? 'ignore' : 'pipe';
  receiver = spawn(process.execPath, [seatrial, 'dev', '--otlp-port', '0', '--grpc-port', '0', '--api-port', '0'], {
    env,
    stdio: ['ignore', output, output],
    detached: keep,
  });
  let written = '';
  for (const stream of [receiver.stdout, receiver.stderr])
    stream?.on('data', (chunk: Buffer) => (written += chunk.toString()));
  for (let waited = 0; waited < 20_000; waited += 50) {
    const state = readState();
    if (state !== undefined) return state;
    if (receiver.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`"seatrial dev" did not start:\n${written}`);
}

interface State {
  readonly otlpUrl: string;
  /** Absent where the page was not built. */
  readonly pageUrl?: string;
  readonly token: string;
  readonly pid: number;
}

function readState(): State | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')) as State;
  } catch {
    return undefined;
  }
}

async function withProgress(
  send: (onSecond: (second: number) => void) => Promise<{ readonly '2xx': number; readonly non2xx: number }>,
): Promise<void> {
  const title = `Sending ${seconds} s of orders`;
  const bar = process.stdout.isTTY
    ? new SingleBar({ format: `${title} {bar} {value}/{total} s`, hideCursor: true })
    : undefined;
  if (bar === undefined) console.log(`${title} …`);
  bar?.start(seconds, 0);
  const result = await send((second) => bar?.update(second));
  bar?.update(seconds);
  bar?.stop();
  console.log(`${result['2xx'] + result.non2xx} requests sent, ${result.non2xx} of them answered with a failure.`);
}

/** Shows a command as one would type it, and what it prints. */
async function show(question: string, args: readonly string[], ...expected: readonly number[]): Promise<number> {
  const typed = args.map((word) => (/^[\w.-]+$/.test(word) ? word : `'${word}'`)).join(' ');
  console.log(`\n${question}\n$ npx seatrial ${typed}\n`);
  const child = spawn(process.execPath, [seatrial, ...args], { env, stdio: ['ignore', 'inherit', 'inherit'] });
  const code = await new Promise<number>((resolve) => child.once('exit', (status) => resolve(status ?? 70)));
  if (expected.length > 0) console.log(`\n(exit code ${code})`);
  if (!(expected.length === 0 ? [0] : expected).includes(code)) throw new Error(`seatrial ${typed} ended with ${code}`);
  return code;
}

function explainKept(): void {
  const state = readState();
  console.log(`
The receiver goes on (process ${state?.pid}), at ${state?.otlpUrl}. Look at the canary:
  ${toVerdictLink(state)}
Or ask:
  SEATRIAL_STATE_DIR=${folder} npx seatrial tail --where ring=canary
End it and delete its data:
  kill ${state?.pid} && rm -r ${folder}`);
}

/** The verdict as it was asked for above, on the page: processes that are seconds old, and all has arrived. */
function toVerdictLink(state: State | undefined): string {
  if (state?.pageUrl === undefined) return 'npm run page, and "npm run demo -- --keep" again';
  const url = new URL('/release', state.pageUrl);
  url.searchParams.set('service', 'checkout');
  url.searchParams.set('candidate', 'ring=canary');
  url.searchParams.set('complete', 'true');
  url.searchParams.set('batchSeconds', '5');
  url.searchParams.set('objectives', '{"warmUpMs":2000}');
  url.searchParams.set('token', state.token);
  return url.href;
}
