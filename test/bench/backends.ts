import { execFileSync, fork, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../process/free-port.ts';
import { ask, startLoad } from './load-process.ts';
import { summarisePairs } from './paired.ts';
import { spansPerRequest } from './requests.ts';
import type { BenchRow } from './row.ts';

const perRound = 240;
const pairs = Number(process.env['SEATRIAL_BENCH_PAIRS'] ?? 30);

/** A program that takes OTLP/HTTP, in a process of its own. */
interface Backend {
  readonly child: ChildProcess;
  readonly url: string;
  /** Resolves when what was sent is where the program keeps it. */
  settle(): Promise<unknown>;
}

interface Peer {
  readonly name: string;
  readonly variable: string;
  readonly how: string;
  start(binary: string, folder: string, port: number): Promise<ChildProcess>;
}

const peers: readonly Peer[] = [
  {
    name: 'Jaeger all-in-one with badger',
    variable: 'JAEGER_ALL_IN_ONE',
    how: 'the binary of Jaeger 1.x (go build github.com/jaegertracing/jaeger/cmd/all-in-one)',
    async start(binary, folder, port) {
      const ports = await Promise.all(Array.from({ length: 6 }, findFreePort));
      const at = (index: number): string => `127.0.0.1:${ports[index]}`;
      const flags = [
        `--collector.otlp.http.host-port=127.0.0.1:${port}`,
        `--collector.otlp.grpc.host-port=${at(0)}`,
        `--query.http-server.host-port=${at(1)}`,
        `--query.grpc-server.host-port=${at(2)}`,
        `--collector.grpc-server.host-port=${at(3)}`,
        `--collector.http-server.host-port=${at(4)}`,
        `--admin.http.host-port=${at(5)}`,
        '--badger.ephemeral=false',
        `--badger.directory-key=${join(folder, 'keys')}`,
        `--badger.directory-value=${join(folder, 'values')}`,
        // Its default queue of 2,000 spans would drop most of what arrives.
        '--collector.queue-size=1000000',
      ];
      const env = { ...process.env, COLLECTOR_OTLP_ENABLED: 'true', SPAN_STORAGE_TYPE: 'badger' };
      return spawn(binary, flags, { stdio: 'ignore', env });
    },
  },
  {
    name: 'otel-desktop-viewer',
    variable: 'OTEL_DESKTOP_VIEWER',
    how: 'the binary (go install github.com/CtrlSpice/otel-desktop-viewer@latest)',
    async start(binary, folder, port) {
      const [grpc, browser] = await Promise.all([findFreePort(), findFreePort()]);
      const flags = ['--http', String(port), '--grpc', String(grpc), '--browser', String(browser)];
      return spawn(binary, [...flags, '--open-browser=false', '--db', join(folder, 'viewer.db')], { stdio: 'ignore' });
    },
  },
  {
    name: 'the Collector with file exporter',
    variable: 'OTELCOL_FILE',
    how: 'an OpenTelemetry Collector with the otlp receiver and the file exporter (otelcol-contrib)',
    start(binary, folder, port) {
      const config = join(folder, 'collector.yaml');
      writeFileSync(
        config,
        `receivers: { otlp: { protocols: { http: { endpoint: "127.0.0.1:${port}" } } } }
exporters: { file: { path: "${join(folder, 'spans.json')}" } }
service: { telemetry: { metrics: { level: none } }, pipelines: { traces: { receivers: [otlp], exporters: [file] } } }
`,
      );
      return Promise.resolve(spawn(binary, ['--config', config], { stdio: 'ignore' }));
    },
  },
];

/** CPU time of whole processes, from requests on a socket to where each of them keeps spans. */
export async function benchBackends(): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const peer of peers) {
    const binary = process.env[peer.variable];
    const name = `CPU time of a span, socket to disk, beside ${peer.name}`;
    if (process.platform !== 'linux')
      rows.push({ group: 'backends', name, detail: 'skipped: CPU time of other processes is read from /proc' });
    else if (binary === undefined)
      rows.push({ group: 'backends', name, detail: `skipped: set ${peer.variable} to ${peer.how}` });
    else rows.push(await compare(peer, binary, name));
  }
  return rows;
}

async function compare(peer: Peer, binary: string, name: string): Promise<BenchRow> {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-backends-'));
  const load = startLoad(3);
  const [ours, theirs] = await Promise.all([startOurs(folder), startPeer(peer, binary, folder)]);
  const oursMicro: number[] = [];
  const theirsMicro: number[] = [];
  try {
    for (let round = -1; round < pairs; round += 1) {
      const [a, b] = round % 2 === 0 ? [ours, theirs] : [theirs, ours];
      const early = await cpuOfRound(a, load);
      const late = await cpuOfRound(b, load);
      if (round < 0) continue;
      oursMicro.push(a === ours ? early : late);
      theirsMicro.push(a === ours ? late : early);
    }
  } finally {
    for (const child of [load, ours.child, theirs.child]) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
  const operations = perRound * spansPerRequest;
  const { ratio, upper, aNano, bNano } = summarisePairs(oursMicro, theirsMicro, operations);
  const rate = (nano: number): string => Math.round(1e9 / nano).toLocaleString('en-US');
  return { group: 'backends', name, ratio, upper, detail: `${rate(aNano)} spans a CPU second against ${rate(bNano)}` };
}

async function cpuOfRound({ child, url, settle }: Backend, load: ChildProcess): Promise<number> {
  await ask(load, { prepare: perRound });
  const before = readCpuMicro(child);
  await ask(load, { url, senders: 4 });
  await settle();
  return readCpuMicro(child) - before;
}

async function startOurs(folder: string): Promise<Backend> {
  const child = fork(new URL('receiver-process.ts', import.meta.url), [join(folder, 'ours.duckdb')], {
    execArgv: ['-C', '@seatrial/source'],
  });
  const { url } = await new Promise<{ readonly url: string }>((resolve) => {
    child.once('message', (message) => resolve(message as { readonly url: string }));
  });
  const settle = (): Promise<unknown> =>
    new Promise((resolve) => {
      child.once('message', resolve);
      child.send('settle');
    });
  return { child, url: `${url}/v1/traces`, settle };
}

async function startPeer(peer: Peer, binary: string, folder: string): Promise<Backend> {
  const port = await findFreePort();
  const child = await peer.start(binary, folder, port);
  const url = `http://127.0.0.1:${port}/v1/traces`;
  for (let attempt = 0; ; attempt += 1) {
    const up = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/x-protobuf' } }).then(
      () => true,
      () => false,
    );
    if (up) break;
    if (attempt > 300) throw new Error(`${peer.name} does not take requests at ${url}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  // They answer before they have stored: what they do is over when they are quiet.
  const settle = async (): Promise<void> => {
    for (let quiet = 0; quiet < 5;) {
      const before = readCpuMicro(child);
      await new Promise((resolve) => setTimeout(resolve, 200));
      quiet = readCpuMicro(child) - before <= 20_000 ? quiet + 1 : 0;
    }
  };
  return { child, url, settle };
}

const ticks = process.platform === 'linux' ? Number(execFileSync('getconf', ['CLK_TCK']).toString()) : 100;

/** utime and stime of the process with all its threads (proc(5), /proc/pid/stat). */
function readCpuMicro({ pid }: ChildProcess): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1e6) / ticks;
}
